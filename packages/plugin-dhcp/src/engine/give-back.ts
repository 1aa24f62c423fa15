import { OPTIONS, readOption } from '@muster/wire';
import type { Lease } from '../lease/lease.ts';
import type { LeaseStore } from '../lease/lease-store.ts';
import type { Networks, ServedNetwork } from '../network.ts';
import type { Allocator } from './allocator.ts';
import { bindingOn } from './allocator.ts';
import type { Exchange } from './exchange.ts';

/** An address somebody else was found to use is left alone for an hour. */
const DECLINED_MS = 3_600_000;

/** A lease to record in place of the client's, and who uses the address of a node, when that is what came out. */
export interface GivenBack {
  readonly lease?: Lease;
  /** Node whose fixed address is used by another machine. */
  readonly conflict?: string;
}

/** RELEASE: the address is free, and the client's first choice when it comes back. */
export function release(exchange: Exchange, networks: Networks, leases: LeaseStore, allocator: Allocator): GivenBack {
  const { ciaddr } = exchange.message;
  const lease = leases.at(ciaddr);
  const network = networks.containing(ciaddr);
  if (network === undefined || lease?.client !== exchange.client || lease.state !== 'bound') return {};
  allocator.freed(network);
  return { lease: { ...lease, state: 'released', expires: exchange.now } };
}

/**
 * DECLINE: the client found the address in use (RFC 2131 §4.3.3). Only the address it holds or was offered counts, or
 * anybody could empty a pool. A node's fixed address stays its own: the registry is right and the other machine wrong.
 */
export function decline(exchange: Exchange, networks: Networks, leases: LeaseStore, allocator: Allocator): GivenBack {
  const { client, now, host } = exchange;
  const address = readOption(exchange.message, OPTIONS.requestedAddress);
  const network = address === undefined ? undefined : networks.containing(address);
  if (address === undefined || network === undefined) return {};
  if (host !== undefined && bindingOn(exchange, network)?.address === address) return { conflict: host.node.name };
  const held = leases.of(network.name, client)?.address === address;
  if (!held && !allocator.isOffered(network, client, address, now)) return {};
  allocator.settled(client);
  return { lease: declinedLease(exchange, network, address) };
}

/** What keeps an address that another machine uses from everybody. */
export function declinedLease({ client, now }: Exchange, network: ServedNetwork, address: number): Lease {
  return { client, address, network: network.name, state: 'declined', expires: now + DECLINED_MS };
}
