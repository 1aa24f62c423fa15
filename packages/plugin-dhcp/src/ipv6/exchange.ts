import type { ResolvedNode, Snapshot } from '@muster/core';
import {
  type ClientClass,
  classifyDhcp6,
  type Dhcp6DecodeReason,
  type Dhcp6Message,
  type Dhcp6Relay,
  decodeDhcp6,
} from '@muster/wire';
import { type Binding6, bindingOf, type ClientHints, hintsOf, nodeOf } from './client.ts';
import type { Networks6 } from './network.ts';

/** How a packet reached this machine. */
export interface Arrival6 {
  /** Without scope. */
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** Interface it came in by; undefined for a source that is not link-local, because the socket does not tell then. */
  readonly interface: string | undefined;
}

/** One message of a client, with what it says about the client. */
export interface Exchange6 {
  readonly message: Dhcp6Message;
  readonly relays: readonly Dhcp6Relay[];
  readonly arrival: Arrival6;
  readonly snapshot: Snapshot;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly hints: ClientHints;
  readonly node: ResolvedNode | undefined;
  /** The address it is to have. */
  readonly binding: Binding6 | undefined;
  /** What leases are kept under: a MAC address where one is known, else `duid:HEX`. */
  readonly client: string;
  readonly mac: string | undefined;
  /** Undefined for a client that is not booting from the network. */
  readonly clientClass: ClientClass | undefined;
  /** The networks on the client's wire: never none. */
  readonly link: Networks6;
}

/** Why a packet gets no answer. */
export type DropReason6 =
  | Dhcp6DecodeReason
  | 'unserved-network'
  | 'no-client-id'
  | 'unknown-machine'
  | 'no-address'
  | 'nothing-asked'
  | 'other-server'
  | 'unknown-type'
  | 'overload'
  | 'failed';

export interface ReadContext6 {
  readonly networks: Networks6;
  /** The interfaces of networks with our address on them, by network. */
  readonly interfaces: ReadonlyMap<string, string>;
  readonly snapshot: Snapshot;
  readonly now: number;
}

/** Reads a packet. Total: whatever comes gives an exchange or a reason. */
export function readExchange6(
  bytes: Uint8Array,
  arrival: Arrival6,
  context: ReadContext6,
): { readonly exchange: Exchange6 } | { readonly drop: DropReason6 } {
  const decoded = decodeDhcp6(bytes);
  if (!decoded.ok) return { drop: decoded.reason };
  const { message, relays } = decoded.packet;
  const link = linkOf(relays, arrival, context);
  if (link.length === 0) return { drop: 'unserved-network' };
  const { snapshot, now } = context;
  const hints = hintsOf(decoded.packet, arrival.remoteAddress);
  const node = nodeOf(hints, snapshot.registry);
  const binding = node && bindingOf(node, hints, link);
  const mac = binding?.device.hwaddr ?? hints.interfaceMac ?? hints.duidMac;
  const client = mac ?? `duid:${Buffer.from(hints.duid ?? []).toString('hex')}`;
  const clientClass = classifyDhcp6(message);
  return {
    exchange: { message, relays, arrival, snapshot, now, hints, node, binding, client, mac, clientClass, link },
  };
}

/**
 * The networks of the client's wire: by the link address of the relay agent nearest to it, unless that one keeps it zero as
 * layer 2 relays do (RFC 6221); without any, by the interface the packet came in by.
 */
function linkOf(
  relays: readonly Dhcp6Relay[],
  arrival: Arrival6,
  { networks, interfaces }: Pick<ReadContext6, 'networks' | 'interfaces'>,
): Networks6 {
  const told = relays.findLast(({ linkAddress }) => linkAddress.some((octet) => octet !== 0))?.linkAddress;
  if (told !== undefined) return networks.filter(({ cidr }) => cidr.contains(told));
  const { interface: device } = arrival;
  return device === undefined ? [] : networks.filter(({ name }) => interfaces.get(name) === device);
}
