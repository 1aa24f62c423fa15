import type { NetworkTable } from '../net/index.ts';
import type { RegistryContent } from './content.ts';
import { placeOf } from './indices.ts';
import { whereOf } from './locate.ts';
import { type Layer, type MergeRecorder, mergeLayers } from './merge.ts';
import { isMapping } from './overlay-bodies.ts';
import { fromNetwork } from './resolve-node.ts';
import type { NetworkDevice, Origin } from './types.ts';

/** Where every merged value of a node came from, by dotted path. */
export function originsOf(
  name: string,
  layers: readonly Layer[],
  content: RegistryContent,
  networks: NetworkTable | undefined,
): ReadonlyMap<string, Origin> {
  const origins = new Map<string, Origin>();
  const recorder: MergeRecorder = {
    set: (path, layer, joined) => {
      const key = path.join('.');
      const before = joined ? origins.get(key) : undefined;
      const earlier = before?.layers ?? [];
      const placed = (at: readonly string[]): Origin['where'] => whereInLayer(name, layer, at, layers, content);
      const list = valueAt(layer.body, path);
      const items = Array.isArray(list)
        ? list.map((value: unknown, index) => ({ value, layer: layer.name, where: placed([...path, String(index)]) }))
        : undefined;
      origins.set(key, {
        layers: earlier.includes(layer.name) ? earlier : [...earlier, layer.name],
        where: placed(path),
        ...(items === undefined ? {} : { items: [...(before?.items ?? []), ...items] }),
      });
    },
    clear: (path) => {
      const key = path.join('.');
      for (const known of origins.keys()) if (known === key || known.startsWith(`${key}.`)) origins.delete(known);
    },
  };
  const merged = mergeLayers(layers, recorder);
  for (const [key, { items, ...origin }] of origins) {
    if (items === undefined) continue;
    const left = valueAt(merged, key.split('.'));
    const kept = Array.isArray(left) ? items.filter(({ value }) => left.includes(value)) : [];
    origins.set(key, { ...origin, items: kept });
  }
  for (const [device, fields] of Object.entries(isMapping(merged.networkDevices) ? merged.networkDevices : {})) {
    const { network, added } = fromNetwork(fields as Partial<NetworkDevice>, networks);
    if (network === undefined) continue;
    if (added.gateway !== undefined) {
      const where = { path: `networks.${network}.gateway` };
      origins.set(`networkDevices.${device}.gateway`, { layers: [`network ${network}`], where });
    }
    const address = origins.get(`networkDevices.${device}.address`);
    if (added.address !== undefined && address !== undefined) {
      origins.set(`networkDevices.${device}.address`, {
        ...address,
        layers: [...address.layers, `network ${network}`],
      });
    }
  }
  return origins;
}

function valueAt(body: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (isMapping(value) ? value[key] : undefined), body);
}

function whereInLayer(
  name: string,
  layer: Layer,
  path: readonly string[],
  layers: readonly Layer[],
  content: RegistryContent,
): Origin['where'] {
  if (layer === layers.at(-1)) {
    const source = content.nodes.get(name);
    return source === undefined ? {} : placeOf(source, path);
  }
  const entry = content.profiles.get(layer.name);
  return entry === undefined ? {} : whereOf(entry, path);
}
