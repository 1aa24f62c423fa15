import type { Lifecycle, NetworkConfig, SiteDhcpOption, Snapshot } from '@muster/core';
import { formatIPv4, parseCidr } from '@muster/wire';
import { breathing } from '../breathe.ts';
import { type Host, hostsOf } from '../hosts.ts';
import { loaderOf } from '../loader-of.ts';
import { keaOptionsOf } from '../node-fields.ts';
import { ownOptions, type PlacedOptions, placeOptions, setIn, toldBy } from '../site-options.ts';
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
  const all = hostsOf(snapshot);
  const told = new Map(Object.entries(networks).map(([name, network]) => [name, placedOn(name, network, all)]));
  const reservations = new Map<string, object[]>(Object.keys(networks).map((name) => [name, []]));
  const among = new Set<string>();
  for await (const { node, hwaddr, address, primary, network } of breathing(all)) {
    const loader = await loaderOf(lifecycle, hwaddr, snapshot);
    const own = loader === undefined || loader === fallback ? undefined : loader;
    if (own !== undefined) among.add(own);
    reservations.get(network)?.push({
      'user-context': { node: node.name },
      'hw-address': hwaddr,
      'ip-address': address,
      ...(primary ? { hostname: node.name } : {}),
      ...(own === undefined ? {} : { 'client-classes': [loaderClass(own).name] }),
      'option-data': [
        ...(told.get(network)?.hostOf(ownOptions(node)) ?? []),
        ...setIn(ownOptions(node)).map(optionData),
        ...keaOptionsOf(node),
      ],
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
    subnets.push(subnet(index + 1, name, network, told.get(name), boot, reservations.get(name) ?? []));
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

function placedOn(name: string, network: NetworkConfig, hosts: readonly Host[]): PlacedOptions<object> {
  const own = hosts.filter((host) => host.network === name).map(({ node }) => ownOptions(node));
  return placeOptions(toldBy(fieldData(network), network, optionData), own);
}

/** What the fields of a network say, by the code of the option. */
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
  boot: readonly KeaClass[],
  reservations: readonly object[],
): object {
  const cidr = parseCidr(network.cidr);
  const pool = told === undefined || told.pool.length === 0 ? {} : { 'option-data': told.pool };
  return {
    'user-context': { network: name },
    id,
    subnet: cidr === undefined ? network.cidr : `${formatIPv4(cidr.network)}/${cidr.prefix}`,
    ...(network.interface === undefined ? {} : { interface: network.interface }),
    pools: network.pool === undefined ? [] : [{ pool: network.pool, ...pool }],
    'option-data': told?.subnet ?? [],
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
