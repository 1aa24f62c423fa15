import type { NetworkConfig, Snapshot } from '@muster/core';
import { formatIPv4, parseCidr } from '@muster/wire';
import type { Rendering } from '../dhcpd-conf.ts';
import type { Host } from '../hosts.ts';
import { keaOptionsOf } from '../node-fields.ts';
import { bootClasses, firmwareClasses, type KeaClass, loaderClass } from './kea-classes.ts';

/** One subnet, and what Muster has to say of it. */
export interface KeaSubnet {
  readonly name: string;
  /** Its keys but those below. */
  readonly own: Readonly<Record<string, unknown>>;
  /** For its `require-client-classes`. */
  readonly required: readonly string[];
  readonly reservations: readonly object[];
}

/** The lists a configuration of kea-dhcp4 is put together from. */
export interface KeaParts {
  readonly classes: readonly KeaClass[];
  readonly subnets: readonly KeaSubnet[];
}

export async function keaParts({ lifecycle, hosts }: Rendering, snapshot: Snapshot): Promise<KeaParts> {
  const networks = Object.entries(snapshot.site.networks);
  const fallback = lifecycle.loaderFor(undefined);
  const reservations = new Map<string, object[]>(networks.map(([name]) => [name, []]));
  const among = new Set<string>();
  for (const host of await hosts(snapshot)) {
    if (host.loader !== undefined) among.add(host.loader);
    reservations.get(host.network)?.push(reservation(host));
  }
  const subnets: KeaSubnet[] = [];
  const classes: KeaClass[] = [...firmwareClasses(), ...[...among].map(loaderClass)];
  for (const [index, [name, network]] of networks.entries()) {
    const boot: KeaClass[] = [];
    for (const loader of [...(fallback === undefined ? [] : [fallback]), ...among]) {
      boot.push(...(await bootClasses(lifecycle, snapshot, { loader, network: name, among: [...among] })));
    }
    classes.push(...boot);
    subnets.push({
      name,
      own: subnet(index + 1, name, network),
      required: boot.map((one) => one.name),
      reservations: reservations.get(name) ?? [],
    });
  }
  return { classes, subnets };
}

function reservation({ node, hwaddr, address, primary, loader }: Host): object {
  const options = keaOptionsOf(node);
  return {
    'user-context': { node: node.name },
    'hw-address': hwaddr,
    'ip-address': address,
    ...(primary ? { hostname: node.name } : {}),
    ...(loader === undefined ? {} : { 'client-classes': [loaderClass(loader).name] }),
    ...(options.length === 0 ? {} : { 'option-data': options }),
  };
}

function subnet(id: number, name: string, network: NetworkConfig): Readonly<Record<string, unknown>> {
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
  };
}
