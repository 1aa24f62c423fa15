import { parseCidr, parseIPv4 } from '@muster/wire';
import type { NetworkTable } from '../net/index.ts';
import { CORE_FIELDS } from './fields.ts';
import { naturalSort } from './natural-sort.ts';
import { copyOf, put } from './plain-copy.ts';
import type { DeviceAddress, NetworkDevice, ResolvedNode } from './types.ts';

type Merged = Readonly<Record<string, unknown>>;
type Fields<T> = { readonly [K in keyof T]?: T[K] };

const KNOWN: ReadonlySet<string> = new Set(CORE_FIELDS);
/** Fields taken as they are. */
const SIMPLE = ['comment', 'cluster', 'image', 'init', 'discoverable', 'uuid', 'assetTag', 'assetKey'] as const;

// Nodes share what is empty.
const NO_LIST: readonly never[] = Object.freeze([]);
const NOTHING: Readonly<Record<string, never>> = Object.freeze({});
const NO_KERNEL: ResolvedNode['kernel'] = Object.freeze({ args: NO_LIST });

/** Gives a merged body its typed shape: lists and mappings filled in, addresses completed from the networks. Frozen. */
export function resolveNode(
  name: string,
  profiles: readonly string[],
  merged: Merged,
  networks: NetworkTable | undefined,
): ResolvedNode {
  // Types of merged values were checked against the schema before.
  const fields = merged as Fields<ResolvedNode>;
  const devices: Record<string, NetworkDevice> = {};
  for (const [key, device] of Object.entries(fields.networkDevices ?? {}))
    put(devices, key, complete(device, networks));
  const primaryNetwork = primaryOf(fields.primaryNetwork, Object.keys(devices));
  const node: Record<string, unknown> = { name, profiles };
  for (const key of SIMPLE) if (fields[key] !== undefined) node[key] = fields[key];
  node.kernel = kernelOf(fields.kernel);
  node.boot = fields.boot ?? NOTHING;
  node.hardware = fields.hardware ?? NOTHING;
  node.systemOverlays = fields.systemOverlays ?? NO_LIST;
  node.runtimeOverlays = fields.runtimeOverlays ?? NO_LIST;
  if (fields.dhcpOptions !== undefined) node.dhcpOptions = fields.dhcpOptions;
  node.networkDevices = devices;
  if (primaryNetwork !== undefined) node.primaryNetwork = primaryNetwork;
  node.tags = fields.tags ?? NOTHING;
  node.extra = extraOf(merged);
  return deepFreeze(node as unknown as ResolvedNode);
}

/** Addresses of a body merged of `networkDevices` and `primaryNetwork`. */
export function addressesOf(merged: Merged): DeviceAddress[] {
  const { networkDevices = {}, primaryNetwork } = merged as Fields<ResolvedNode>;
  const primary = primaryOf(primaryNetwork, Object.keys(networkDevices));
  return Object.entries(networkDevices).flatMap(([device, { address, address6 }]) =>
    [address, address6]
      .filter((one) => one !== undefined)
      .map((one) => ({ device, address: one, primary: device === primary })),
  );
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

function complete(device: Fields<NetworkDevice>, networks: NetworkTable | undefined): NetworkDevice {
  const completed = copyOf(device);
  const { address, gateway } = fromNetwork(device, networks).added;
  const address6 = withPrefix6(device.address6, networks);
  if (address !== undefined) completed.address = address;
  if (address6 !== undefined) completed.address6 = address6;
  if (gateway !== undefined) completed.gateway = gateway;
  completed.tags = device.tags ?? NOTHING;
  return completed as unknown as NetworkDevice;
}

/** A bare IPv6 address with the prefix length of its network; undefined where nothing is to be added. */
function withPrefix6(address: string | undefined, networks: NetworkTable | undefined): string | undefined {
  if (address === undefined || address.includes('/')) return undefined;
  const cidr = networks?.find(address)?.cidr6;
  return cidr === undefined ? undefined : `${address}/${cidr.prefix}`;
}

function kernelOf(kernel: Fields<ResolvedNode['kernel']> | undefined): ResolvedNode['kernel'] {
  if (kernel === undefined) return NO_KERNEL;
  const { args, version } = kernel;
  if (args !== undefined) return kernel as ResolvedNode['kernel'];
  return version === undefined ? NO_KERNEL : { version, args: NO_LIST };
}

function extraOf(merged: Merged): Merged {
  const extra: Record<string, unknown> = {};
  for (const key of Object.keys(merged)) if (!KNOWN.has(key)) put(extra, key, merged[key]);
  return Object.keys(extra).length === 0 ? NOTHING : extra;
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
