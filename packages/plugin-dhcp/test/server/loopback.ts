import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NetworkConfig, ProgressEvent } from '@muster/core';
import { type DhcpMessage, encodeDhcp, MessageType, OPTIONS, readOption } from '@muster/wire';
import type { Ping } from '../../src/engine/conflict-check.ts';
import { LeaseStore } from '../../src/lease/lease-store.ts';
import { networksOf } from '../../src/network.ts';
import type { DhcpOptions } from '../../src/options.ts';
import { DhcpServer } from '../../src/server/server.ts';
import { BOOTS, SILENT, decode, optionsWith, sessionsInMemory, snapshotOf } from '../support.ts';

export const LOOPBACK: Readonly<Record<string, NetworkConfig>> = {
  loop: { cidr: '127.77.0.0/16', address: '127.77.0.1', pool: '127.77.1.0-127.77.255.254' },
};

/** A server on loopback addresses, and a relay agent that speaks to it. */
export interface Loopback {
  readonly server: DhcpServer;
  readonly leases: LeaseStore;
  readonly events: readonly ProgressEvent[];
  readonly relay: Relay;
  close(): Promise<void>;
}

export interface Relay {
  /** Address the server answers to. */
  readonly address: string;
  send(packet: Uint8Array): void;
  /** Sends a message until the answer that has its xid comes. */
  ask(message: DhcpMessage): Promise<DhcpMessage>;
}

export async function loopback(options: Partial<DhcpOptions> = {}, ping?: Ping): Promise<Loopback> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-dhcp-'));
  const leases = await LeaseStore.open(join(folder, 'leases.journal'));
  const events: ProgressEvent[] = [];
  const socket = createSocket('udp4');
  socket.bind(0, '127.77.0.2');
  await once(socket, 'listening');
  const server = await DhcpServer.start(
    {
      networks: networksOf({ networks: LOOPBACK }),
      leases,
      options: optionsWith({ relayPort: socket.address().port, ...options }),
      lifecycle: BOOTS,
      timeline: { record: (event) => events.push(event) },
      sessions: sessionsInMemory(() => snapshotOf({}, LOOPBACK)),
      log: SILENT,
      snapshot: () => snapshotOf({}, LOOPBACK),
      ...(ping === undefined ? {} : { ping }),
    },
    0,
  );
  return {
    server,
    leases,
    events,
    relay: relayOn(socket, server.port),
    close: async () => {
      await server.close();
      socket.close();
      await leases.close();
      await rm(folder, { recursive: true });
    },
  };
}

function relayOn(socket: Socket, port: number): Relay {
  const waiting = new Map<number, (message: DhcpMessage) => void>();
  socket.on('message', (packet) => {
    const message = decode(packet);
    waiting.get(message.xid)?.(message);
  });
  const send = (packet: Uint8Array): void => {
    socket.send(packet, port, '127.77.0.1');
  };
  return {
    address: '127.77.0.2',
    send,
    ask: (message) =>
      new Promise((resolve) => {
        // UDP may lose either packet: like any client it asks again.
        const again = setInterval(() => {
          send(encodeDhcp(message));
        }, 500);
        const isOffer = typeOf(message) === MessageType.DISCOVER;
        waiting.set(message.xid, (answer) => {
          // An offer to a DISCOVER that was repeated may come late.
          if ((typeOf(answer) === MessageType.OFFER) !== isOffer) return;
          clearInterval(again);
          resolve(answer);
        });
        send(encodeDhcp(message));
      }),
  };
}

function typeOf(message: DhcpMessage): number | undefined {
  return readOption(message, OPTIONS.messageType);
}
