import {
  type Lifecycle,
  type LoaderChoice,
  NodeMemo,
  networkOf,
  readDhcpOptions,
  type ResolvedNode,
  type SiteConfig,
  type Snapshot,
} from '@muster/core';
import { deviceOptions } from './device-options.ts';
import type { SiteOptions } from './site-options.ts';

/** A device of a node that a DHCP server can reserve an address for. */
export interface Host {
  readonly node: ResolvedNode;
  readonly device: string;
  readonly hwaddr: string;
  readonly address: string;
  readonly primary: boolean;
  /** Name of the network the address is on. */
  readonly network: string;
  /** Which boot files the node is offered, when they are not those of the site's default. */
  readonly choice: LoaderChoice | undefined;
  /** What the device says in place of its network, and over it `dhcpOptions` of the node. */
  readonly options: SiteOptions;
}

/** Every device with MAC and address on a provisioning network, in node order. */
export type HostSource = (snapshot: Snapshot) => Promise<readonly Host[]>;

/** A source that remembers what the snapshot before came to. */
export function hostSource(lifecycle: Lifecycle): HostSource {
  const memo = new NodeMemo((node, snapshot) => hostsOfNode(lifecycle, node, snapshot));
  return async (snapshot) => (await memo.of(snapshot)).flat();
}

/** Those of one node. */
export async function hostsOfNode(lifecycle: Lifecycle, node: ResolvedNode, snapshot: Snapshot): Promise<Host[]> {
  const devices = devicesOf(node, snapshot.site);
  return Promise.all(
    devices.map(async (device) => ({ ...device, choice: await choiceOf(lifecycle, device.hwaddr, snapshot) })),
  );
}

function devicesOf(node: ResolvedNode, site: SiteConfig): Omit<Host, 'choice'>[] {
  const ofNode = readDhcpOptions(node.dhcpOptions);
  return Object.entries(node.networkDevices).flatMap(([device, fields]) => {
    const { hwaddr } = fields;
    const address = fields.address?.split('/')[0];
    const found = address === undefined ? undefined : networkOf(site, { remoteAddress: address });
    if (hwaddr === undefined || address === undefined || found === undefined) return [];
    const [network, config] = found;
    const options = new Map([...deviceOptions(fields, config), ...ofNode]);
    return [{ node, device, hwaddr, address, primary: device === node.primaryNetwork, network, options }];
  });
}

async function choiceOf(lifecycle: Lifecycle, hwaddr: string, snapshot: Snapshot): Promise<LoaderChoice | undefined> {
  const request = { door: 'dhcpd-conf', time: snapshot.time, mac: hwaddr };
  const choice = lifecycle.choiceFor(await lifecycle.assign(request, { snapshot }));
  return choice?.secureBoot === false && choice.loader === lifecycle.loaderFor(undefined) ? undefined : choice;
}
