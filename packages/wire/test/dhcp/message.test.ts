import { expect, it } from 'vitest';
import { messageTypeName, replyTo } from '../../src/index.ts';
import { messageOf } from './messages.ts';

it('answers with what RFC 2131 has a server copy, and echoes options 61 and 82', () => {
  const request = messageOf({
    op: 1,
    hops: 1,
    xid: 7,
    secs: 4,
    flags: 0x8000,
    ciaddr: 1,
    giaddr: 0x0a0000fe,
    file: 'old',
    options: new Map([53, 61, 82].map((code) => [code, Uint8Array.of(code)])),
  });
  expect(replyTo(request, { yiaddr: 9 })).toEqual(
    messageOf({
      op: 2,
      xid: 7,
      flags: 0x8000,
      yiaddr: 9,
      giaddr: 0x0a0000fe,
      options: new Map([61, 82].map((code) => [code, Uint8Array.of(code)])),
    }),
  );
  expect(request.options.size).toBe(3);
});

it('names message types', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 8, 13, undefined].map(messageTypeName).join(' ')).toBe(
    'DISCOVER OFFER REQUEST DECLINE ACK NAK RELEASE INFORM type 13 BOOTP',
  );
});
