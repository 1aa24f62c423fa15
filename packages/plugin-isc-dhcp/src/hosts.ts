import { networkOf, type ResolvedNode, type SiteConfig, type Snapshot } from '@muster/core';
import type { DeclaredHost } from './dhcpd-conf.ts';
import { VENDOR_CLASS } from './boot-statements.ts';
import { statementsOf } from './node-fields.ts';
import { optionStatement, sendUnasked } from './option-statements.ts';
import { ownOptions, type PlacedOptions, setIn } from './site-options.ts';
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

/** What the network of a host says to it. */
export interface HostNetwork {
  readonly placed: PlacedOptions<string>;
  /** Codes of options sent to everybody there, asked for or not. */
  readonly unasked: readonly number[];
}

/** Its declaration; `boot` are the statements for a loader that is not the site's default. */
export function hostLines(host: Host, boot: readonly string[], { placed, unasked }: HostNetwork): DeclaredHost {
  const { node, device, primary } = host;
  const own = ownOptions(node);
  const told = setIn(own);
  const always = told.filter((option) => option.always).map(({ code }) => code);
  const left = unasked.filter((code) => !own.has(code));
  return {
    ...host,
    id: identifier(`${node.name}-${device}`),
    statements: [
      ...(primary ? [`option host-name ${text(node.name)};`] : []),
      ...boot,
      ...placed.hostOf(own),
      ...told.map(optionStatement),
      ...(always.length === 0 ? [] : sendUnasked([VENDOR_CLASS, ...left, ...always])),
      ...statementsOf(node),
    ],
  };
}
