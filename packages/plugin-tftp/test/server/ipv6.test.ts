import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { decodeTftp, encodeTftp } from '@muster/wire';
import { afterEach, describe, expect, it } from 'vitest';
import { type Bench, bench, bytesRoute } from '../support.ts';

let at: Bench | undefined;
afterEach(() => at?.server.close());

describe('TFTP over IPv6', () => {
  it('is answered from the address that was asked, by a port of its own', async () => {
    at = await bench({ routes: [bytesRoute('/a', Buffer.from('over IPv6'))] });
    const port = await at.server.listen('::1', 0);
    const socket = createSocket('udp6');
    socket.bind(0, '::1');
    await once(socket, 'listening');
    socket.send(encodeTftp({ op: 'RRQ', filename: 'a', mode: 'octet', options: new Map() }), port, '::1');
    const [bytes, from] = (await once(socket, 'message')) as [Uint8Array, { address: string; port: number }];
    socket.send(encodeTftp({ op: 'ACK', block: 1 }), from.port, from.address);
    await at.reported(1);
    socket.close();
    expect(from.address).toBe('::1');
    expect(from.port).not.toBe(port);
    const decoded = decodeTftp(bytes);
    expect(decoded.ok && decoded.packet).toMatchObject({ op: 'DATA', block: 1 });
    expect(at.reports[0]?.client).toMatchObject({ remoteAddress: '::1', localAddress: '::1' });
  });
});
