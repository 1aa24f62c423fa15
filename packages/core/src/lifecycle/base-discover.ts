import { timingSafeEqual } from 'node:crypto';
import type { ResolvedNode } from '../registry/types.ts';
import type { BootRequest } from './boot-request.ts';
import type { Snapshot } from './snapshot.ts';
import type { Identity } from './types.ts';

/** Core's own tap of `discover`: the registry by MAC, UUID, asset tag, and the address a request came from. */
export function discoverInRegistry(request: BootRequest, snapshot: Snapshot): Identity | undefined {
  const { registry } = snapshot;
  const found =
    named('mac', request.mac, (mac) => registry.byMac(mac)) ??
    named('uuid', request.uuid, (uuid) => registry.byUuid(uuid)) ??
    named('asset-tag', request.assetTag, (tag) => registry.byAssetTag(tag)) ??
    // A MAC nobody knows is never overruled by the address it uses: addresses in the pool change hands.
    (request.mac === undefined
      ? named('address', request.remoteAddress, (address) => registry.byAddress(address))
      : undefined);
  if (found === undefined) return undefined;
  const node = registry.node(found.node);
  if (node === undefined) return undefined;
  return { ...found, proofs: proofsOf(request, node, snapshot) };
}

/**
 * Core's last tap of `discover`: the node whose device holds the lease of the address a request came from. Nodes without a
 * fixed address are known by it.
 */
export function discoverByLease({ mac, lease }: BootRequest, { registry }: Snapshot): Identity | undefined {
  const node = mac === undefined && lease !== undefined ? registry.byMac(lease.mac) : undefined;
  return node === undefined ? undefined : { node, by: 'lease', proofs: ['lease'] };
}

function named(by: string, value: string | undefined, find: (value: string) => string | undefined) {
  const node = value === undefined ? undefined : find(value);
  return node === undefined ? undefined : { node, by };
}

function proofsOf(request: BootRequest, node: ResolvedNode, snapshot: Snapshot): string[] {
  const proofs: string[] = [];
  if (request.lease !== undefined && snapshot.registry.byMac(request.lease.mac) === node.name) proofs.push('lease');
  if (request.remoteAddress !== undefined && snapshot.registry.byAddress(request.remoteAddress) === node.name)
    proofs.push('address');
  if (node.assetKey !== undefined && request.assetKey !== undefined && sameSecret(node.assetKey, request.assetKey))
    proofs.push('asset-key');
  return proofs;
}

/** Compares in a time that depends on the length of what was sent only. */
function sameSecret(expected: string, given: string): boolean {
  const a = Buffer.from(expected);
  const b = Buffer.from(given);
  return timingSafeEqual(b, a.length === b.length ? a : Buffer.alloc(b.length, 1)) && a.length === b.length;
}
