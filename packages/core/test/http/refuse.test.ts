import { describe, expect, it } from 'vitest';
import { refuse } from '../../src/http/refuse.ts';

/** What a client is told, and what the log says of it. */
function refused(code: string, { writable = true } = {}): { answer: string; lines: unknown[]; closed: boolean } {
  const told = { answer: '', lines: [] as unknown[], closed: false };
  const socket = {
    writable,
    remoteAddress: '10.0.0.5',
    write: (text: string | Uint8Array) => {
      told.answer += String(text);
      return true;
    },
    destroySoon: () => {
      told.closed = true;
    },
  };
  const log = { warn: (fields: object, message: string) => void told.lines.push([fields, message]) };
  refuse(Object.assign(new Error('refused'), { code }), socket, log);
  return told;
}

describe('what did not become a request', () => {
  it.each([
    ['HPE_INVALID_METHOD', '400 Bad Request'],
    ['HPE_HEADER_OVERFLOW', '431 Request Header Fields Too Large'],
    ['ERR_HTTP_REQUEST_TIMEOUT', '408 Request Timeout'],
  ])('is answered by its kind, and the connection closed: %s', (code, status) => {
    const answer = `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
    expect(refused(code)).toMatchObject({ answer, closed: true });
  });

  it('is logged where an intact request may have been lost, with the address of its client', () => {
    const message = 'no whole request from 10.0.0.5 in time: it sent none, or this server was held up';
    expect(refused('ERR_HTTP_REQUEST_TIMEOUT').lines).toEqual([[{ client: '10.0.0.5' }, message]]);
    expect(refused('HPE_INVALID_METHOD').lines).toEqual([]);
  });

  it('is not answered where nobody reads it', () => {
    expect(refused('ECONNRESET')).toMatchObject({ answer: '', closed: true });
    expect(refused('ERR_HTTP_REQUEST_TIMEOUT', { writable: false })).toMatchObject({ answer: '', closed: true });
  });
});
