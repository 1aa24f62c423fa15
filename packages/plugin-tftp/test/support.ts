import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { type Logger, type Route, RouteTable, type ServedFile, type SiteConfig } from '@muster/core';
import { decodeTftp, encodeTftp, type TftpPacket } from '@muster/wire';
import Value from 'typebox/value';
import { TftpServerOptions } from '../src/options.ts';
import { TftpServer, type Transferred } from '../src/server/server.ts';

export const ADDRESS = '127.0.0.1';

export const SITE = { networks: { loop: { cidr: '127.0.0.0/8', address: ADDRESS } } } as unknown as SiteConfig;

export const SILENT: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };

function nothing(): void {
  // Tests look at packets and reports, not at the log.
}

export function optionsWith(options: Partial<TftpServerOptions> = {}): TftpServerOptions {
  return Value.Parse(TftpServerOptions, Value.Default(TftpServerOptions, options));
}

export interface Bench {
  readonly server: TftpServer;
  readonly port: number;
  readonly reports: Transferred[];
  /** Resolves when this many requests have been reported. */
  reported(count: number): Promise<void>;
}

/** A server on loopback with these routes and files. */
export async function bench(
  served: { readonly routes?: readonly Route[]; readonly files?: readonly ServedFile[] },
  options: Partial<TftpServerOptions> = {},
): Promise<Bench> {
  const reports: Transferred[] = [];
  const waiting = new Set<() => void>();
  const server = new TftpServer({
    options: optionsWith(options),
    site: SITE,
    routes: new RouteTable(served.routes ?? [], served.files ?? []),
    log: SILENT,
    observer: {
      started: () => () => undefined,
      ended: (transferred) => {
        reports.push(transferred);
        for (const wake of waiting) wake();
      },
    },
  });
  const port = await server.listen(ADDRESS, 0);
  const reported = (count: number): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (reports.length < count) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
    });
  return { server, port, reports, reported };
}

export function bytesRoute(path: string, bytes: Uint8Array): Route {
  return {
    path,
    summary: 'bytes of a test',
    handle: () => ({ status: 200, contentType: 'application/octet-stream', body: { kind: 'bytes', bytes } }),
  };
}

/** Content in which every octet depends on its place, so that a block in the wrong place shows. */
export function content(size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let index = 0; index < size; index += 1) bytes[index] = (index * 31 + (index >>> 8) * 7 + (index >>> 16)) & 255;
  return bytes;
}

export interface FetchOptions {
  readonly mode?: 'octet' | 'netascii' | 'mail';
  readonly options?: Readonly<Record<string, string>>;
  /** Says which packets never arrive. */
  readonly loses?: (packet: TftpPacket, direction: 'sent' | 'received') => boolean;
  /** Told where each packet came from. */
  readonly hears?: (from: RemoteInfo) => void;
  /** Milliseconds after which the client repeats its last packet. */
  readonly patience?: number;
}

export interface Fetched {
  readonly bytes: Buffer;
  readonly oack: Readonly<Record<string, string>> | undefined;
}

/** Reads a file as RFC 1350, 2347 and 7440 have a client do it. Rejects with the text of an ERROR packet. */
export async function fetchFile(port: number, filename: string, how: FetchOptions = {}): Promise<Fetched> {
  const socket = await clientSocket();
  try {
    return await new Promise((resolve, reject) => {
      receiveFile(socket, port, filename, how, resolve, reject);
    });
  } finally {
    socket.close();
  }
}

export async function clientSocket(): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 1024 * 1024 });
  socket.bind(0, ADDRESS);
  await once(socket, 'listening');
  return socket;
}

function receiveFile(
  socket: Socket,
  port: number,
  filename: string,
  { mode = 'octet', options = {}, loses = () => false, hears, patience = 300 }: FetchOptions,
  resolve: (fetched: Fetched) => void,
  reject: (error: Error) => void,
): void {
  const blocks: Uint8Array[] = [];
  let oack: Record<string, string> | undefined;
  let [blksize, windowsize, unacked] = [512, 1, 0];
  let peer: RemoteInfo | undefined;
  let last: TftpPacket = { op: 'RRQ', filename, mode, options: new Map(Object.entries(options)) };
  let timer: NodeJS.Timeout | undefined;

  const send = (packet: TftpPacket): void => {
    last = packet;
    unacked = 0;
    clearTimeout(timer);
    timer = setTimeout(send, patience, packet);
    if (!loses(packet, 'sent')) socket.send(encodeTftp(packet), peer?.port ?? port, ADDRESS);
  };
  const finish = (end: () => void): void => {
    clearTimeout(timer);
    end();
  };
  socket.on('message', (bytes, from) => {
    const decoded = decodeTftp(bytes);
    if (!decoded.ok) throw new Error(`the server sent a packet that is ${decoded.reason}`);
    const { packet } = decoded;
    if (loses(packet, 'received')) return;
    hears?.(from);
    peer ??= from;
    if (packet.op === 'ERROR') {
      finish(() => {
        reject(new Error(`${packet.code}: ${packet.message}`));
      });
    } else if (packet.op === 'OACK') {
      oack = Object.fromEntries(packet.options);
      blksize = Number(oack.blksize ?? 512);
      windowsize = Number(oack.windowsize ?? 1);
      send({ op: 'ACK', block: 0 });
    } else if (packet.op === 'DATA') {
      const expected = (blocks.length + 1) & 0xffff;
      if (packet.block !== expected) {
        // Lost something: say so once, by acknowledging what is there (RFC 7440 §4).
        if (windowsize > 1 && last.op === 'ACK' && unacked >= 0) {
          send({ op: 'ACK', block: blocks.length & 0xffff });
          unacked = -1;
        }
        return;
      }
      blocks.push(Uint8Array.from(packet.data));
      unacked = Math.max(unacked, 0) + 1;
      const isLast = packet.data.length < blksize;
      if (isLast || unacked >= windowsize) send({ op: 'ACK', block: expected });
      if (isLast) {
        finish(() => {
          resolve({ bytes: Buffer.concat(blocks), oack });
        });
      }
    }
  });
  send(last);
}
