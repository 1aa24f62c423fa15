import { networkOf, type ResolvedNode, type SiteConfig, type Snapshot } from '@muster/core';
import type { DeclaredHost } from './dhcpd-conf.ts';
import { statementsOf } from './node-fields.ts';
import { identifier, text } from './syntax.ts';

/** A device of a node that dhcpd can reserve an address for. */
export interface Host {
  readonly node: ResolvedNode;
  readonly device: string;
  readonly hwaddr: string;
  readonly address: string;
  readonly primary: boolean;
  /** Name of the network the address is on. */
  readonly network: string;
}

/** Every device with MAC and address on a provisioning network, in node order. */
export function hostsOf(snapshot: Snapshot): Host[] {
  return snapshot.registry.nodeNames.flatMap((name) => {
    const node = snapshot.registry.node(name);
    return node === undefined ? [] : devicesOf(node, snapshot.site);
  });
}

function devicesOf(node: ResolvedNode, site: SiteConfig): Host[] {
  return Object.entries(node.networkDevices).flatMap(([device, { hwaddr, address }]) => {
    const ip = address?.split('/')[0];
    const network = ip === undefined ? undefined : networkOf(site, { remoteAddress: ip })?.[0];
    if (hwaddr === undefined || ip === undefined || network === undefined) return [];
    return [{ node, device, hwaddr, address: ip, primary: device === node.primaryNetwork, network }];
  });
}

/** Its declaration; `boot` are the statements for a loader that is not the site's default. */
export function hostLines(host: Host, boot: readonly string[]): DeclaredHost {
  const { node, device, primary } = host;
  return {
    ...host,
    id: identifier(`${node.name}-${device}`),
    statements: [...(primary ? [`option host-name ${text(node.name)};`] : []), ...boot, ...statementsOf(node)],
  };
}
