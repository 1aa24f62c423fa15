import {
  type Lifecycle,
  type NetworkDevice,
  networkOf,
  type ResolvedNode,
  type SiteConfig,
  type Snapshot,
} from '@muster/core';
import { optionsOf } from '../node-fields.ts';
import type { DnsmasqOptions } from '../options.ts';
import { oneLine, tag } from '../syntax.ts';
import { loaderTag, OTHER_LOADER } from './boot.ts';
import { deviceOptions } from './network-options.ts';
import { siteLines, withoutTag } from './site-options.ts';
import type { Part } from './types.ts';

/** What the nodes of a snapshot come to. */
export interface Hosts {
  readonly hosts: readonly Part[];
  readonly options: readonly Part[];
  /** Lines of dnsmasq.conf with what is told unasked. */
  readonly forced: readonly Part[];
  /** Codes of options that some node has taken away. */
  readonly taken: ReadonlySet<number>;
  /** Loaders in use besides the default. */
  readonly loaders: readonly string[];
}

/** Others get their turn while thousands of nodes are gone through. */
const NODES_AT_ONCE = 100;

/** A line for each address of each node, with the MACs that may have it, and what it is told besides. */
export async function hostsOf(lifecycle: Lifecycle, snapshot: Snapshot, settings: DnsmasqOptions): Promise<Hosts> {
  const { registry, site } = snapshot;
  const usual = lifecycle.loaderFor(undefined);
  const loaders = new Set<string>();
  const hosts: Part[] = [];
  const options: Part[] = [];
  const forced: Part[] = [];
  const taken = new Set<number>();
  for (const [index, name] of registry.nodeNames.entries()) {
    if (index % NODES_AT_ONCE === 0) await new Promise(setImmediate);
    const node = registry.node(name);
    if (node === undefined || !Object.values(node.networkDevices).some(({ hwaddr }) => hwaddr !== undefined)) continue;
    const loader = await loaderOf(lifecycle, node, snapshot);
    const other = loader === usual ? undefined : loader;
    if (other !== undefined) loaders.add(other);
    const made = ofNode(node, site, other, settings);
    hosts.push({ about: `node "${name}"`, lines: made.hosts });
    for (const code of made.without) taken.add(code);
    if (made.forced.length > 0) forced.push({ about: `node "${name}"`, lines: made.forced });
    if (made.options.length > 0) options.push({ about: `node "${name}"`, lines: made.options });
  }
  return { hosts, options, forced, taken, loaders: [...loaders].sort() };
}

async function loaderOf(lifecycle: Lifecycle, node: ResolvedNode, snapshot: Snapshot): Promise<string | undefined> {
  const mac = Object.values(node.networkDevices).find(({ hwaddr }) => hwaddr !== undefined)?.hwaddr;
  if (mac === undefined) return undefined;
  const request = { door: 'dnsmasq-conf', time: snapshot.time, mac };
  return lifecycle.loaderFor(await lifecycle.assign(request, { snapshot }));
}

function ofNode(node: ResolvedNode, site: SiteConfig, loader: string | undefined, settings: DnsmasqOptions) {
  const loaderTags = loader === undefined ? [] : [`set:${OTHER_LOADER}`, `set:${loaderTag(loader)}`];
  const set = siteLines(node.dhcpOptions);
  const own = [...set.options, ...optionsOf(node).map(oneLine)];
  const forced: string[] = [];
  const hosts: string[] = [];
  const options: string[] = [];
  for (const { key, device, macs, primary } of groupsOf(node)) {
    const address = device.address?.split('/')[0];
    const network = address === undefined ? undefined : networkOf(site, { remoteAddress: address })?.[1];
    const hostTag = tag('host', `${node.name}-${key}`);
    const told = [...(network === undefined ? [] : deviceOptions(device, network)), ...own];
    const isServer = settings.dhcp === 'server';
    hosts.push(
      [
        ...macs,
        ...loaderTags,
        ...(isServer && told.length + set.forced.length > 0 ? [`set:${hostTag}`] : []),
        ...(isServer ? set.without.map((code) => `set:${withoutTag(code)}`) : []),
        ...(isServer && network !== undefined && address !== undefined ? [address] : []),
        ...(isServer && primary ? [node.name] : []),
        ...(isServer ? [String(settings.leaseTime)] : []),
      ].join(','),
    );
    if (isServer) forced.push(...set.forced.map((value) => `dhcp-option-force=tag:${hostTag},${value}`));
    if (isServer) options.push(...told.map((value) => `tag:${hostTag},${value}`));
  }
  return { hosts, options, forced, without: set.without };
}

/** Devices that share an address are one host of several MACs: dnsmasq refuses an address that stands twice. */
function groupsOf(node: ResolvedNode) {
  const groups = new Map<string, { key: string; device: NetworkDevice; macs: string[]; primary: boolean }>();
  for (const [key, device] of Object.entries(node.networkDevices)) {
    if (device.hwaddr === undefined) continue;
    const primary = key === node.primaryNetwork;
    const group = groups.get(device.address ?? key);
    if (group === undefined) {
      groups.set(device.address ?? key, { key, device, macs: [device.hwaddr], primary });
      continue;
    }
    group.macs.push(device.hwaddr);
    group.primary ||= primary;
  }
  return groups.values();
}
