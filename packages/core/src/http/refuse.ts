import type { Socket } from 'node:net';
import type { Logger } from '../plugin/types.ts';

const STATUS: ReadonlyMap<string, string> = new Map([
  ['HPE_HEADER_OVERFLOW', '431 Request Header Fields Too Large'],
  ['ERR_HTTP_REQUEST_TIMEOUT', '408 Request Timeout'],
]);

/**
 * Answers what did not become a request: no HTTP at all, or too slow. The latter is logged: an intact request meets the same
 * end when this process was held up for so long that it did not read it.
 */
export function refuse(
  error: NodeJS.ErrnoException,
  socket: Pick<Socket, 'writable' | 'write' | 'destroySoon' | 'remoteAddress'>,
  log: Pick<Logger, 'warn'>,
): void {
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    const from = socket.remoteAddress ?? 'a client that is gone';
    log.warn({ client: from }, `no whole request from ${from} in time: it sent none, or this server was held up`);
  }
  if (socket.writable && error.code !== 'ECONNRESET') {
    const status = STATUS.get(error.code ?? '') ?? '400 Bad Request';
    socket.write(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  }
  socket.destroySoon();
}
