import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { Timeline } from '../progress/types.ts';

/** The machine a request is taken to come from, for logs and the timeline only: it proves nothing. */
export interface Attribution {
  readonly node?: string;
  readonly mac?: string;
}

/** By MAC; for paths without one by the address: the registry's, or the machine last seen with it (its lease). */
export function attribute(
  facts: { readonly mac?: string; readonly remoteAddress?: string },
  snapshot: Snapshot,
  timeline: Timeline,
): Attribution {
  const { mac, remoteAddress } = facts;
  if (mac !== undefined) {
    const node = snapshot.registry.byMac(mac);
    return { mac, ...(node === undefined ? {} : { node }) };
  }
  if (remoteAddress === undefined) return {};
  const node = snapshot.registry.byAddress(remoteAddress);
  return node === undefined ? (timeline.holderOf(remoteAddress) ?? {}) : { node };
}
