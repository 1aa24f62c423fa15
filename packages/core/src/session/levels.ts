import type { SiteConfig } from '../config/types.ts';
import type { ResolvedNode } from '../registry/types.ts';
import type { ProofLevel } from './types.ts';

/** What a node has to prove: its own word or the site's; one that has an asset key always has to present it. */
export function proofLevelOf(node: ResolvedNode, { boot }: Pick<SiteConfig, 'boot'>): ProofLevel {
  return node.assetKey === undefined ? (node.boot.proof ?? boot.proof) : 'asset-key';
}

/** Whether a machine at this level gets its boot token with the script, and shows it for what holds secrets. */
export function needsToken(level: ProofLevel): boolean {
  return level === 'token' || level === 'asset-key';
}

/** Whether the request came from the address that holds the node's lease, or that the registry gives it. */
export function fromItsAddress(proofs: readonly string[]): boolean {
  return proofs.includes('lease') || proofs.includes('address');
}

const TRUSTED: ReadonlySet<string> = new Set(['explain', 'check', 'test']);

/** Requests made in this process, to see what a machine would get: they prove nothing and open no boot. */
export function isTrustedDoor(door: string): boolean {
  return TRUSTED.has(door);
}
