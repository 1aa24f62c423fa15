import type { Snapshot } from '@muster/core';
import {
  BOOTREQUEST,
  type ClientClass,
  classifyDhcp,
  type DhcpDecodeReason,
  type DhcpMessage,
  decodeDhcp,
  formatMac,
  OPTIONS,
  RelayAgentSuboption,
  readOption,
} from '@muster/wire';
import type { Host, HostIndex } from './host.ts';

/** How a packet reached this machine. */
export interface Arrival {
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** Our address it was sent to, an unsigned 32-bit number; undefined for what the wildcard socket heard. */
  readonly localAddress?: number;
}

/** One message of a client, with what it says about the client. */
export interface Exchange {
  readonly message: DhcpMessage;
  /** Option 53; undefined in BOOTP. */
  readonly type: number | undefined;
  readonly arrival: Arrival;
  readonly snapshot: Snapshot;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** What leases are kept under; see {@link Lease}. */
  readonly client: string;
  readonly mac: string | undefined;
  readonly host: Host | undefined;
  /** Undefined for a client that is not booting from the network. */
  readonly clientClass: ClientClass | undefined;
  /** An address on the client's network as its relay agent tells it; 0 without a relay. */
  readonly link: number;
}

/** Why a packet gets no answer. */
export type DropReason =
  | DhcpDecodeReason
  | 'not-a-request'
  | 'no-client-id'
  | 'unserved-network'
  | 'unknown-machine'
  | 'pool-exhausted'
  | 'address-conflict'
  | 'other-server'
  | 'not-our-lease'
  | 'incomplete'
  | 'unknown-type'
  | 'unprivileged-port'
  | 'no-network-boot'
  | 'not-for-a-proxy'
  | 'no-boot-file'
  | 'reply-too-large'
  | 'overload'
  | 'own-question'
  | 'failed';

export type ReadResult = { readonly exchange: Exchange } | { readonly drop: DropReason };

/** Reads a packet. Total: whatever comes gives an exchange or a reason. */
export function readExchange(
  packet: Uint8Array,
  arrival: Arrival,
  context: { readonly hosts: HostIndex; readonly snapshot: Snapshot; readonly now: number },
): ReadResult {
  const decoded = decodeDhcp(packet);
  if (!decoded.ok) return { drop: decoded.reason };
  const { message } = decoded;
  if (message.op !== BOOTREQUEST) return { drop: 'not-a-request' };
  const sent = message.hlen > 0 ? formatMac(message.chaddr) : undefined;
  const identifier = sent ?? clientIdentifier(message);
  if (identifier === undefined) return { drop: 'no-client-id' };
  const { hosts, snapshot, now } = context;
  const host = hosts.find(snapshot.registry, identifier, () => uuidOf(message));
  // What is kept of a node (lease, session, timeline) shares one text.
  const client = host?.client ?? identifier;
  const mac = sent === undefined ? undefined : client;
  const type = message.options.get(OPTIONS.messageType.code)?.[0];
  const clientClass = classifyDhcp(message);
  const link = linkOf(message);
  return { exchange: { message, type, arrival, snapshot, now, client, mac, host, clientClass, link } };
}

/**
 * The name leases of an InfiniBand client are kept under: it sends no hardware address (RFC 4390 §2.1). Everybody else
 * is known by chaddr alone, because one machine shows up with up to three different client identifiers as firmware,
 * iPXE and dracut take turns.
 */
function clientIdentifier(message: DhcpMessage): string | undefined {
  const value = message.options.get(OPTIONS.clientIdentifier.code);
  return value === undefined || value.length === 0 ? undefined : `id:${formatMac(value)}`;
}

/** The machine's UUID as the registry writes it (option 97). */
export function uuidOf(message: DhcpMessage): string | undefined {
  return readOption(message, OPTIONS.machineUuid);
}

/** Link selection (RFC 3527) tells the network when `giaddr` is an address the server reaches the relay by. */
function linkOf(message: DhcpMessage): number {
  if (message.giaddr === 0) return 0;
  const relay = readOption(message, OPTIONS.relayAgentInformation);
  const selected = relay?.get(RelayAgentSuboption.linkSelection);
  return (selected === undefined ? undefined : OPTIONS.requestedAddress.type.decode(selected)) ?? message.giaddr;
}
