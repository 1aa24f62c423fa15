import type { LoaderChoice, NetworkConfig, SiteDhcpOption, Snapshot } from '@muster/core';
import { formatIPv4, parseCidr } from '@muster/wire';
import type { Rendering } from '../dhcpd-conf.ts';
import type { Host } from '../hosts.ts';
import { choiceName } from '../loader-choice.ts';
import { keaOptionsOf } from '../node-fields.ts';
import { type PlacedOptions, placeOptions, setIn } from '../site-options.ts';
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

/** `subnetsOf`: who writes them. In those of the site nothing is told for the networks, neither to all nor to a node. */
export async function keaParts(
  { lifecycle, hosts }: Rendering,
  snapshot: Snapshot,
  subnetsOf: 'muster' | 'site',
): Promise<KeaParts> {
  const networks = Object.entries(snapshot.site.networks);
  const fallback = lifecycle.choiceFor(undefined);
  const reservations = new Map<string, object[]>(networks.map(([name]) => [name, []]));
  const others = new Map<string, LoaderChoice>();
  const all = await hosts(snapshot);
  const told: Told =
    subnetsOf === 'site' ? new Map() : placeOptions(snapshot.site, all, { fields: fieldData, option: optionData });
  for (const host of all) {
    if (host.choice !== undefined) others.set(choiceName(host.choice), host.choice);
    reservations.get(host.network)?.push(reservation(host, told.get(host.network)));
  }
  const subnets: KeaSubnet[] = [];
  const classes: KeaClass[] = [...firmwareClasses(), ...[...others.values()].map(loaderClass)];
  for (const [index, [name, network]] of networks.entries()) {
    const boot: KeaClass[] = [];
    for (const choice of [...(fallback === undefined ? [] : [fallback]), ...others.values()]) {
      boot.push(...(await bootClasses(lifecycle, snapshot, { choice, network: name, among: [...others.keys()] })));
    }
    classes.push(...boot);
    subnets.push({
      name,
      own: subnet(index + 1, name, network, told.get(name)),
      required: boot.map((one) => one.name),
      reservations: reservations.get(name) ?? [],
    });
  }
  return { classes, subnets };
}

type Told = ReadonlyMap<string, PlacedOptions<object>>;

function reservation(
  { node, hwaddr, address, primary, choice, options: own }: Host,
  told: PlacedOptions<object> | undefined,
): object {
  const options = [...(told?.hostOf(own) ?? []), ...setIn(own).map(optionData), ...keaOptionsOf(node)];
  return {
    'user-context': { node: node.name },
    'hw-address': hwaddr,
    'ip-address': address,
    ...(primary ? { hostname: node.name } : {}),
    ...(choice === undefined ? {} : { 'client-classes': [loaderClass(choice).name] }),
    ...(options.length === 0 ? {} : { 'option-data': options }),
  };
}

function fieldData({ gateway, dns = [], domain, mtu }: NetworkConfig): ReadonlyMap<number, object> {
  const data = new Map<number, object>();
  if (gateway !== undefined) data.set(3, { name: 'routers', data: gateway });
  if (dns.length > 0) data.set(6, { name: 'domain-name-servers', data: dns.join(', ') });
  if (domain !== undefined) data.set(15, { name: 'domain-name', data: domain });
  if (mtu !== undefined) data.set(26, { name: 'interface-mtu', data: String(mtu) });
  return data;
}

function optionData({ code, octets, always }: SiteDhcpOption): object {
  const data = Buffer.from(octets).toString('hex');
  return { code, data, 'csv-format': false, ...(always ? { 'always-send': true } : {}) };
}

function subnet(
  id: number,
  name: string,
  network: NetworkConfig,
  told: PlacedOptions<object> | undefined,
): Readonly<Record<string, unknown>> {
  const cidr = parseCidr(network.cidr);
  const pool = told === undefined || told.pool.length === 0 ? {} : { 'option-data': told.pool };
  return {
    'user-context': { network: name },
    id,
    subnet: cidr === undefined ? network.cidr : `${formatIPv4(cidr.network)}/${cidr.prefix}`,
    ...(network.interface === undefined ? {} : { interface: network.interface }),
    pools: network.pool === undefined ? [] : [{ pool: network.pool, ...pool }],
    'option-data': [
      // Kea adds it to a lease by itself, but not to the answer to an INFORM.
      ...(cidr === undefined ? [] : [{ name: 'subnet-mask', data: formatIPv4(cidr.netmask) }]),
      ...(told?.subnet ?? []),
    ],
  };
}
