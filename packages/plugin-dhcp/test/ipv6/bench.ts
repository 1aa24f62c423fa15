import type { NetworkConfig, ProgressEvent, Sighting } from '@muster/core';
import {
  type Dhcp6Message,
  type Dhcp6Option,
  type Dhcp6Packet,
  type Dhcp6Relay,
  decodeDhcp6,
  encodeDhcp6,
  type IdentityAssociation,
  linkLayerDuid,
  macToBytes,
  OPTIONS6,
  option6,
  readOption6,
  readOptions6,
  uuidDuid,
} from '@muster/wire';
import { DhcpEngine6, type Engine6Parts } from '../../src/ipv6/engine.ts';
import type { Arrival6 } from '../../src/ipv6/exchange.ts';
import type { Lease6 } from '../../src/ipv6/lease.ts';
import { networks6Of } from '../../src/ipv6/network.ts';
import { BOOTS, type NodeFacts, SILENT, snapshotOf } from '../support.ts';

export const MAC = '52:54:00:00:00:01';
export const SERVER_DUID = uuidDuid(new Uint8Array(16).fill(1));
export const LINK_LOCAL = 'fe80::5054:ff:fe00:1';

export const NETWORKS6: Readonly<Record<string, NetworkConfig>> = {
  cluster: {
    cidr: '10.0.0.0/24',
    address: '10.0.0.1',
    domain: 'cluster.test',
    ipv6: { cidr: 'fd00:1::/64', address: 'fd00:1::1', dns: ['fd00:1::53'] },
  },
  far: { cidr: '10.1.0.0/24', address: '10.0.0.1', ipv6: { cidr: 'fd00:2::/64', address: 'fd00:1::1' } },
};

export const NODES6: Readonly<Record<string, NodeFacts>> = {
  n1: { devices: { default: { hwaddr: MAC, address6: 'fd00:1::11/64' } } },
};

export interface Bench6 {
  readonly leases: Map<string, Lease6>;
  readonly events: ProgressEvent[];
  readonly sightings: Sighting[];
  readonly engine: DhcpEngine6;
  /** The decoded answer, or the reason of the silence. */
  ask(packet: Dhcp6Packet | Dhcp6Message, arrival?: Partial<Arrival6>): Promise<Heard6 | string>;
}

export interface Heard6 extends Dhcp6Packet {
  readonly address: string;
  readonly port: number;
}

/** A DHCPv6 engine without disk or sockets: interface eth1 has the server's address on "cluster". */
export function bench6(nodes: Readonly<Record<string, NodeFacts>> = NODES6, parts: Partial<Engine6Parts> = {}): Bench6 {
  const leases = new Map<string, Lease6>();
  const events: ProgressEvent[] = [];
  const sightings: Sighting[] = [];
  const engine = new DhcpEngine6({
    networks: networks6Of({ networks: NETWORKS6 }),
    duid: SERVER_DUID,
    leases: {
      at: (address) => leases.get(address),
      commit: (lease) => {
        leases.set(lease.address, lease);
        return Promise.resolve();
      },
    },
    options: { leaseTime: 3600, unknown: 'pool' },
    ports: { clientPort: 546, relayPort: 547 },
    lifecycle: {
      ...BOOTS,
      endpoints: () => ({ baseUrl: 'http://[fd00:1::1]:9873', nextServer: 'fd00:1::1' }),
    },
    timeline: { record: (event) => events.push(event) },
    sessions: { sight: (sighting: Sighting) => sightings.push(sighting) } as unknown as Engine6Parts['sessions'],
    log: SILENT,
    snapshot: () => snapshotOf(nodes, NETWORKS6),
    now: () => 1_000_000,
    ...parts,
  });
  return {
    leases,
    events,
    sightings,
    engine,
    ask: async (sent, arrival = {}) => {
      const before = new Map(engine.dropped);
      const bytes = encodeDhcp6('message' in sent ? sent : { message: sent, relays: [] });
      const from = { remoteAddress: LINK_LOCAL, remotePort: 546, interface: 'eth1', ...arrival };
      const answer = await engine.handle(bytes, from, new Map([['cluster', 'eth1']]));
      if (answer === undefined) {
        return [...engine.dropped].find(([reason, count]) => count !== before.get(reason))?.[0] ?? 'silence';
      }
      const decoded = decodeDhcp6(answer.packet);
      if (!decoded.ok) throw new Error(`the server sent a packet that is ${decoded.reason}`);
      return { ...decoded.packet, address: answer.address, port: answer.port };
    },
  };
}

export const duidOf = (mac: string): Uint8Array => linkLayerDuid(macToBytes(mac) ?? new Uint8Array());
export const clientId = (duid: Uint8Array): Dhcp6Option => option6(OPTIONS6.clientIdentifier, duid);
export const serverId = option6(OPTIONS6.serverIdentifier, SERVER_DUID);

/** An identity association as a client sends it, with the addresses it has. */
export function ia(iaid: number, ...addresses: readonly string[]): Dhcp6Option {
  const options = addresses.map((address) =>
    option6(OPTIONS6.iaAddress, { address, preferred: 1, valid: 1, options: [] }),
  );
  return option6(OPTIONS6.iaNa, { iaid, t1: 0, t2: 0, options });
}

/** A message of the known client with one identity association. */
export function message(type: number, options: readonly Dhcp6Option[] = [ia(7)], mac = MAC): Dhcp6Message {
  return { type, xid: 0x1234, options: [clientId(duidOf(mac)), ...options] };
}

export function relayed(sent: Dhcp6Message, relay: Partial<Dhcp6Relay>): Dhcp6Packet {
  const zeros = new Uint8Array(16);
  return { message: sent, relays: [{ hopCount: 0, linkAddress: zeros, peerAddress: zeros, options: [], ...relay }] };
}

/** Fails when there is no answer. */
export function heard(answer: Heard6 | string): Heard6 {
  if (typeof answer === 'string') throw new Error(`no answer: ${answer}`);
  return answer;
}

/** `iaid: address valid-lifetime, … [status]` of each identity association. */
export function iasOf({ message: { options } }: Dhcp6Packet): string[] {
  return readOptions6(options, OPTIONS6.iaNa).map(textOf);
}

function textOf({ iaid, options }: IdentityAssociation): string {
  const addresses = readOptions6(options, OPTIONS6.iaAddress).map(({ address, valid }) => `${address} ${valid}`);
  const status = readOption6(options, OPTIONS6.statusCode);
  return `${iaid}: ${[...addresses, ...(status === undefined ? [] : [`status ${status.code}`])].join(', ')}`;
}

export function statusOf({ message: { options } }: Dhcp6Packet): number | undefined {
  return readOption6(options, OPTIONS6.statusCode)?.code;
}
