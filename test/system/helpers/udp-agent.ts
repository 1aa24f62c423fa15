import path from 'node:path';
import type { OpenSocket, UdpEnd } from '@muster/testkit';
import type { Client } from '../../lab/index.ts';

const AGENT = path.join(import.meta.dirname, 'udp-agent.mjs');

interface Said {
  readonly id: number;
  readonly opened?: true;
  readonly failed?: string;
  readonly closed?: true;
  readonly packet?: string;
  readonly from?: UdpEnd;
}

/** Opens sockets in the namespace of the client on the socket's network. Ends with the client. Needs the packages built. */
export function socketsIn(clients: Readonly<Record<string, Client>>): OpenSocket {
  const agents = new Map(Object.entries(clients).map(([network, client]) => [network, startAgent(client)]));
  return (place, onPacket) => {
    const agent = agents.get(place.network);
    if (agent === undefined) throw new TypeError(`no client is on network "${place.network}"`);
    return agent(place, onPacket);
  };
}

function startAgent(client: Client): OpenSocket {
  const listeners = new Map<number, (said: Said) => void>();
  let rest = '';
  let count = 0;
  const agent = client.spawn(process.execPath, [AGENT], {
    name: 'UDP agent',
    onOutput: (chunk) => {
      const lines = `${rest}${chunk}`.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines.filter((text) => text.startsWith('{'))) {
        const said = JSON.parse(line) as Said;
        listeners.get(said.id)?.(said);
      }
    },
  });
  const say = (line: object): void => {
    agent.write(`${JSON.stringify(line)}\n`);
  };
  return async ({ address, port }, onPacket) => {
    count += 1;
    const id = count;
    let closed: (() => void) | undefined;
    await new Promise<void>((resolve, reject) => {
      listeners.set(id, ({ opened, failed, packet, from, closed: isClosed }) => {
        if (opened === true) resolve();
        if (failed !== undefined) reject(new Error(failed));
        if (packet !== undefined && from !== undefined) onPacket(Uint8Array.from(Buffer.from(packet, 'base64')), from);
        if (isClosed === true) closed?.();
      });
      say({ id, open: { address, port } });
    });
    return {
      send: (packet, to) => {
        say({ id, send: Buffer.from(packet).toString('base64'), to });
      },
      close: () =>
        new Promise((resolve) => {
          closed = () => {
            listeners.delete(id);
            resolve();
          };
          say({ id, close: true });
        }),
    };
  };
}
