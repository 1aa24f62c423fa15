import {
  type Lifecycle,
  type NetworkDevice,
  NodeMemo,
  networkOf,
  type ResolvedNode,
  type SiteConfig,
  type Snapshot,
} from '@muster/core';
import { optionsOf } from '../node-fields.ts';
import type { DnsmasqOptions } from '../options.ts';
import { hostTag, oneLine } from '../syntax.ts';
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

/** A line for each address of each node, with the MACs that may have it, and what it is told besides. */
export type HostsOf = (snapshot: Snapshot) => Promise<Hosts>;

/** Remembers what the snapshot before came to. */
export function hostsWith(lifecycle: Lifecycle, settings: DnsmasqOptions): HostsOf {
  const memo = new NodeMemo(async (node, snapshot) => {
    if (!Object.values(node.networkDevices).some(({ hwaddr }) => hwaddr !== undefined)) return undefined;
    const loader = await loaderOf(lifecycle, node, snapshot);
    const other = loader === lifecycle.loaderFor(undefined) ? undefined : loader;
    const about = `node "${node.name}"`;
    const { hosts, options, forced, without } = ofNode(node, snapshot.site, other, settings);
    const part = (lines: readonly string[]): Part => ({ about, lines });
    return { loader: other, hosts: part(hosts), options: part(options), forced: part(forced), without };
  });
  return async (snapshot) => {
    const made = (await memo.of(snapshot)).filter((one) => one !== undefined);
    return {
      hosts: made.map(({ hosts }) => hosts),
      options: made.map(({ options }) => options).filter(({ lines }) => lines.length > 0),
      forced: made.map(({ forced }) => forced).filter(({ lines }) => lines.length > 0),
      taken: new Set(made.flatMap(({ without }) => without)),
      loaders: [...new Set(made.flatMap(({ loader }) => loader ?? []))].sort(),
    };
  };
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
  const ofAll = [...set.options, ...optionsOf(node).map(oneLine)];
  const forced: string[] = [];
  const hosts: string[] = [];
  const options: string[] = [];
  for (const { key, device, macs, primary } of groupsOf(node)) {
    const address = device.address?.split('/')[0];
    const network = address === undefined ? undefined : networkOf(site, { remoteAddress: address })?.[1];
    const own = hostTag(node.name, key);
    const told = [...(network === undefined ? [] : deviceOptions(device, network)), ...ofAll];
    const isServer = settings.dhcp === 'server';
    hosts.push(
      [
        ...macs,
        ...loaderTags,
        ...(isServer && told.length + set.forced.length > 0 ? [`set:${own}`] : []),
        ...(isServer ? set.without.map((code) => `set:${withoutTag(code)}`) : []),
        ...(isServer && network !== undefined && address !== undefined ? [address] : []),
        ...(isServer && primary ? [node.name] : []),
        ...(isServer ? [String(settings.leaseTime)] : []),
      ].join(','),
    );
    if (isServer) forced.push(...set.forced.map((value) => `dhcp-option-force=tag:${own},${value}`));
    if (isServer) options.push(...told.map((value) => `tag:${own},${value}`));
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
