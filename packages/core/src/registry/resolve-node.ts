import { parseCidr, parseIPv4 } from '@muster/wire';
import type { NetworkTable } from '../net/index.ts';
import { CORE_FIELDS } from './fields.ts';
import { naturalSort } from './natural-sort.ts';
import { isMapping } from './overlay-bodies.ts';
import type { NetworkDevice, ResolvedNode } from './types.ts';

type Merged = Readonly<Record<string, unknown>>;
type Fields<T> = { readonly [K in keyof T]?: T[K] };

const KNOWN: ReadonlySet<string> = new Set(CORE_FIELDS);

/** Gives a merged body its typed shape: lists and mappings filled in, addresses completed from the networks. Frozen. */
export function resolveNode(
  name: string,
  profiles: readonly string[],
  merged: Merged,
  networks: NetworkTable | undefined,
): ResolvedNode {
  // Types of merged values were checked against the schema before.
  const fields = merged as Fields<ResolvedNode>;
  const devices = mapValues(fields.networkDevices ?? {}, (device) => completeDevice(device, networks));
  const primaryNetwork = primaryOf(fields.primaryNetwork, Object.keys(devices));
  const node: ResolvedNode = {
    name,
    profiles,
    ...pick(fields, ['comment', 'cluster', 'image', 'init', 'uuid', 'assetTag', 'assetKey']),
    kernel: { ...fields.kernel, args: fields.kernel?.args ?? [] },
    boot: fields.boot ?? {},
    systemOverlays: fields.systemOverlays ?? [],
    runtimeOverlays: fields.runtimeOverlays ?? [],
    networkDevices: devices,
    ...(primaryNetwork === undefined ? {} : { primaryNetwork }),
    tags: fields.tags ?? {},
    extra: Object.fromEntries(Object.entries(merged).filter(([key]) => !KNOWN.has(key))),
  };
  return deepFreeze(node);
}

/** The named device when the node has it, else the first by name. */
export function primaryOf(wanted: string | undefined, devices: readonly string[]): string | undefined {
  return wanted !== undefined && devices.includes(wanted) ? wanted : naturalSort(devices)[0];
}

/** What the network an address lies in adds to its device. */
export function fromNetwork(
  device: Fields<NetworkDevice>,
  networks: NetworkTable | undefined,
): { network?: string; added: { address?: string; gateway?: string } } {
  if (device.address === undefined) return { added: {} };
  const bare = device.address.split('/')[0] ?? '';
  const network = networks?.find(bare);
  if (network === undefined) return { added: {} };
  const { name, cidr, config } = network;
  const reachable = config.gateway !== undefined && parseIPv4(config.gateway) !== parseIPv4(bare);
  return {
    network: name,
    added: {
      ...(parseCidr(device.address) === undefined ? { address: `${bare}/${cidr.prefix}` } : {}),
      ...(device.gateway === undefined && reachable ? { gateway: config.gateway } : {}),
    },
  };
}

function completeDevice(device: Fields<NetworkDevice>, networks: NetworkTable | undefined): NetworkDevice {
  return { ...device, ...fromNetwork(device, networks).added, tags: device.tags ?? {} };
}

function pick<T extends object, K extends keyof T>(from: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.filter((key) => from[key] !== undefined).map((key) => [key, from[key]])) as Pick<T, K>;
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, map: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

function deepFreeze<T>(value: T): T {
  if (isMapping(value) || Array.isArray(value)) {
    if (!Object.isFrozen(value)) Object.values(value).forEach(deepFreeze);
    Object.freeze(value);
  }
  return value;
}
