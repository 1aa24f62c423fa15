import type { Lifecycle, NetworkConfig, Snapshot } from '@muster/core';
import { formatIPv4, parseCidr } from '@muster/wire';
import { breathing } from '../breathe.ts';
import { hostsOf } from '../hosts.ts';
import { loaderOf } from '../loader-of.ts';
import { keaOptionsOf } from '../node-fields.ts';
import { bootClasses, firmwareClasses, type KeaClass, loaderClass } from './kea-classes.ts';

export interface KeaSettings {
  readonly leaseTime: number;
  readonly authoritative: boolean;
  /** Keys of `Dhcp4` for the Kea that Muster runs itself. */
  readonly internal?: Readonly<Record<string, unknown>>;
}

/** A complete configuration of kea-dhcp4 for the site's networks and nodes. */
export async function keaConf(lifecycle: Lifecycle, snapshot: Snapshot, settings: KeaSettings): Promise<string> {
  const { networks } = snapshot.site;
  const fallback = lifecycle.loaderFor(undefined);
  const reservations = new Map<string, object[]>(Object.keys(networks).map((name) => [name, []]));
  const among = new Set<string>();
  for await (const { node, hwaddr, address, primary, network } of breathing(hostsOf(snapshot))) {
    const loader = await loaderOf(lifecycle, hwaddr, snapshot);
    const own = loader === undefined || loader === fallback ? undefined : loader;
    if (own !== undefined) among.add(own);
    reservations.get(network)?.push({
      'user-context': { node: node.name },
      'hw-address': hwaddr,
      'ip-address': address,
      ...(primary ? { hostname: node.name } : {}),
      ...(own === undefined ? {} : { 'client-classes': [loaderClass(own).name] }),
      'option-data': keaOptionsOf(node),
    });
  }
  const subnets: object[] = [];
  const classes: KeaClass[] = [...firmwareClasses(), ...[...among].map(loaderClass)];
  for (const [index, [name, network]] of Object.entries(networks).entries()) {
    const boot: KeaClass[] = [];
    for (const loader of [...(fallback === undefined ? [] : [fallback]), ...among]) {
      boot.push(...(await bootClasses(lifecycle, snapshot, { loader, network: name, among: [...among] })));
    }
    classes.push(...boot);
    subnets.push(subnet(index + 1, name, network, boot, reservations.get(name) ?? []));
  }
  const Dhcp4 = {
    'user-context': { comment: 'Made by Muster; changes here are lost.' },
    authoritative: settings.authoritative,
    'valid-lifetime': settings.leaseTime,
    // One machine shows several client identifiers while it boots: its hardware address is what stays.
    'match-client-id': false,
    'host-reservation-identifiers': ['hw-address'],
    'interfaces-config': { interfaces: [...new Set(Object.values(networks).flatMap((one) => one.interface ?? []))] },
    'option-def': [{ name: 'muster-ipxe', code: 175, type: 'binary' }],
    ...settings.internal,
    'client-classes': classes,
    subnet4: subnets,
  };
  return `${JSON.stringify({ Dhcp4 }, undefined, 2)}\n`;
}

function subnet(
  id: number,
  name: string,
  network: NetworkConfig,
  boot: readonly KeaClass[],
  reservations: readonly object[],
): object {
  const cidr = parseCidr(network.cidr);
  const list = (option: string, values: readonly string[]) =>
    values.length === 0 ? [] : [{ name: option, data: values.join(', ') }];
  return {
    'user-context': { network: name },
    id,
    subnet: cidr === undefined ? network.cidr : `${formatIPv4(cidr.network)}/${cidr.prefix}`,
    ...(network.interface === undefined ? {} : { interface: network.interface }),
    pools: network.pool === undefined ? [] : [{ pool: network.pool }],
    'option-data': [
      // Kea adds it to a lease by itself, but not to the answer to an INFORM.
      ...list('subnet-mask', cidr === undefined ? [] : [formatIPv4(cidr.netmask)]),
      ...list('routers', network.gateway === undefined ? [] : [network.gateway]),
      ...list('domain-name-servers', network.dns ?? []),
      ...list('domain-name', network.domain === undefined ? [] : [network.domain]),
      ...list('interface-mtu', network.mtu === undefined ? [] : [String(network.mtu)]),
    ],
    'require-client-classes': boot.map((one) => one.name),
    reservations,
  };
}

/** What the 1-based `line` of {@link keaConf} was made from: the nearest node or network above it. */
export function keaMadeFrom(text: string, line: number): string | undefined {
  for (const above of text.split('\n').slice(0, line).reverse()) {
    const [, kind, name] = /^\s*"(node|network)": ("(?:[^"\\]|\\.)*")/.exec(above) ?? [];
    if (kind !== undefined) return `${kind} ${name ?? ''}`;
  }
  return undefined;
}
