import { networkOf, type ResolvedNode, type SiteConfig, type Snapshot } from '@muster/core';
import { identifier, indented, text } from './syntax.ts';

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

/** `host` declaration; `boot` are the statements for a loader that is not the site's default. */
export function hostDeclaration(host: Host, boot: readonly string[]): string[] {
  const body = [
    `hardware ethernet ${host.hwaddr};`,
    `fixed-address ${host.address};`,
    ...(host.primary ? [`option host-name ${text(host.node.name)};`] : []),
    ...boot,
  ];
  return [`host ${identifier(`${host.node.name}-${host.device}`)} {`, ...indented(body), '}'];
}
