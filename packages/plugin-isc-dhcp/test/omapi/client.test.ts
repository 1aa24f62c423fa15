import { createServer, type Server, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { OmapiClient } from '../../src/omapi/client.ts';
import { removeHost } from '../../src/omapi/hosts.ts';
import { newKey, SIGNATURE_LENGTH, sign } from '../../src/omapi/key.ts';
import {
  decodeOmapi,
  encodeOmapi,
  GREETING,
  numberValue,
  type OmapiMessage,
  Operation,
  textValue,
} from '../../src/omapi/message.ts';

const KEY = newKey();
const NOTHING = new Map<string, Uint8Array>();

/** A dhcpd that answers question after question with what `answer` makes of them. */
async function fakeDhcpd(answer: (asked: OmapiMessage) => Uint8Array): Promise<number> {
  const sockets: Socket[] = [];
  const server: Server = createServer((socket) => {
    sockets.push(socket);
    socket.write(GREETING);
    let received = Buffer.alloc(0);
    let greeted = false;
    socket.on('data', (bytes) => {
      received = Buffer.concat([received, bytes]);
      if (!greeted && received.length >= GREETING.length) {
        greeted = true;
        received = received.subarray(GREETING.length);
      }
      const decoded = greeted ? decodeOmapi(received) : 'incomplete';
      if (typeof decoded === 'string') return;
      received = received.subarray(decoded.length);
      socket.write(answer(decoded.message));
    });
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as { port: number }).port;
}

const reply = (asked: OmapiMessage, more: Partial<OmapiMessage>, key = KEY): Uint8Array => {
  const message = {
    ...asked,
    operation: Operation.update,
    response: asked.transaction,
    message: NOTHING,
    object: NOTHING,
    ...more,
  };
  return asked.authenticator === 0
    ? encodeOmapi(message)
    : encodeOmapi(message, SIGNATURE_LENGTH, (signed) => sign(key, signed));
};
const refusal = (said: string) => ({
  operation: Operation.status,
  message: new Map([
    ['result', numberValue(23)],
    ['message', textValue(said)],
  ]),
});

describe('the OMAPI client', () => {
  it('rejects with what dhcpd says', async () => {
    const port = await fakeDhcpd((asked) => reply(asked, asked.authenticator === 0 ? { handle: 9 } : refusal('lost')));
    const client = await OmapiClient.open(port, KEY);
    await expect(removeHost(client, 'n01')).rejects.toMatchObject({
      code: 'DHCPD_OMAPI_REFUSED',
      message: expect.stringContaining('lost (23)') as string,
    });
  });

  it('takes a host that is not there for one that was taken away', async () => {
    const port = await fakeDhcpd((asked) =>
      reply(asked, asked.authenticator === 0 ? { handle: 9 } : refusal('no object matches specification')),
    );
    const client = await OmapiClient.open(port, KEY);
    await removeHost(client, 'n01');
  });

  it('believes nobody who does not sign with the key', async () => {
    const port = await fakeDhcpd((asked) => reply(asked, { handle: 9 }, newKey()));
    const client = await OmapiClient.open(port, KEY);
    await expect(removeHost(client, 'n01')).rejects.toMatchObject({ code: 'DHCPD_OMAPI_UNREACHABLE' });
    await expect(removeHost(client, 'n01')).rejects.toMatchObject({ code: 'DHCPD_OMAPI_UNREACHABLE' });
  });

  it('gives up on another protocol, on nonsense and on a port where nobody listens', async () => {
    const server = createServer((socket) =>
      socket
        .on('error', () => undefined)
        .resume()
        .end('HTTP/1.1 400 Bad Request\r\n\r\n'),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    await expect(OmapiClient.open(port, KEY)).rejects.toMatchObject({ code: 'DHCPD_OMAPI_UNREACHABLE' });
    await new Promise((resolve) => server.close(resolve));
    await expect(OmapiClient.open(port, KEY)).rejects.toMatchObject({ code: 'DHCPD_OMAPI_UNREACHABLE' });
    const nonsense = await fakeDhcpd(() => Buffer.alloc(64, 0xff));
    await expect(OmapiClient.open(nonsense, KEY)).rejects.toMatchObject({ code: 'DHCPD_OMAPI_UNREACHABLE' });
  });
});
