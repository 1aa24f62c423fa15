import { parseMac, parseUuid } from '@muster/wire';
import type { NetworkTable } from '../net/index.ts';
import type { RegistryContent } from './content.ts';
import { expandProfiles } from './expand-profiles.ts';
import type { Indices } from './indices.ts';
import { foldProfiles, type Layer, mergeOnto } from './merge.ts';
import { naturalSort } from './natural-sort.ts';
import { originsOf } from './origins.ts';
import { addressesOf, resolveNode } from './resolve-node.ts';
import type { Origin, RegistryView, ResolvedNode } from './types.ts';

interface Below {
  readonly profiles: readonly string[];
  readonly layers: readonly Layer[];
  readonly folded: Readonly<Record<string, unknown>>;
  /** What of `folded` says which addresses nodes have. */
  readonly networking: Readonly<Record<string, unknown>>;
}

/** The read side over checked content. Nodes are merged when first asked for. */
export function createView(
  id: string,
  content: RegistryContent,
  indices: Indices,
  networks: NetworkTable | undefined,
): RegistryView {
  const nodeNames = Object.freeze(naturalSort(content.nodes.keys()));
  const profileNames = Object.freeze(naturalSort(content.profiles.keys()));
  const resolved = new Map<string, ResolvedNode>();
  const origins = new Map<string, ReadonlyMap<string, Origin>>();

  const below = new Map<string, Below>();

  /** Layers below nodes with this profile list, folded once for all of them. */
  const belowOf = (own: readonly string[]): Below =>
    remember(below, own.join(' '), () => {
      const profiles = expandProfiles(own, (profile) => content.profiles.get(profile)?.body.profiles);
      const layers = profiles.map((profile) => ({ name: profile, body: content.profiles.get(profile)?.body ?? {} }));
      const folded = foldProfiles(layers);
      return { profiles, layers, folded, networking: networkingOf(folded) };
    });

  return Object.freeze({
    id,
    nodeNames,
    profileNames,
    node: (name: string) => {
      const body = content.nodes.get(name)?.body;
      if (body === undefined) return undefined;
      return remember(resolved, name, () => {
        const { profiles, folded } = belowOf(body.profiles ?? []);
        return resolveNode(name, profiles, mergeOnto(folded, { name: 'node', body }), networks);
      });
    },
    addresses: (name: string) => {
      const body = content.nodes.get(name)?.body;
      if (body === undefined) return [];
      const { networking } = belowOf(body.profiles ?? []);
      return addressesOf(mergeOnto(networking, { name: 'node', body: networkingOf(body) }));
    },
    origins: (name: string) => {
      const body = content.nodes.get(name)?.body;
      if (body === undefined) return new Map<string, Origin>();
      return remember(origins, name, () => {
        const { layers } = belowOf(body.profiles ?? []);
        return originsOf(name, [...layers, { name: 'node', body }], content, networks);
      });
    },
    profile: (name: string) => content.profiles.get(name)?.body,
    rawNode: (name: string) => content.nodes.get(name)?.body,
    byMac: (mac: string) => indices.mac.get(mac) ?? indices.mac.get(parseMac(mac) ?? ''),
    byUuid: (uuid: string) => indices.uuid.get(uuid) ?? indices.uuid.get(parseUuid(uuid) ?? ''),
    byAssetTag: (tag: string) => indices.assetTag.get(tag),
    byAddress: (address: string) => indices.address.get(address),
  });
}

function networkingOf({ networkDevices, primaryNetwork }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return {
    ...(networkDevices === undefined ? {} : { networkDevices }),
    ...(primaryNetwork === undefined ? {} : { primaryNetwork }),
  };
}

function remember<T>(cache: Map<string, T>, key: string, make: () => T): T {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const made = make();
  cache.set(key, made);
  return made;
}
