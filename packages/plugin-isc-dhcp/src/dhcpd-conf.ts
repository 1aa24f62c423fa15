import { type Lifecycle, layDhcpOptions, type NetworkConfig, readDhcpOptions, type Snapshot } from '@muster/core';
import { formatIPv4, parseCidr } from '@muster/wire';
import { breathing } from './breathe.ts';
import { bootStatements, DECLARATIONS } from './boot-statements.ts';
import { type Host, type HostNetwork, hostLines, hostsOf } from './hosts.ts';
import { loaderOf } from './loader-of.ts';
import { optionDeclarations, optionStatement, sendUnasked } from './option-statements.ts';
import { ownOptions, placeOptions, toldBy } from './site-options.ts';
import { indented, text } from './syntax.ts';

export interface DhcpdSettings {
  readonly leaseTime: number;
  readonly authoritative: boolean;
  /** Statements for the dhcpd that Muster runs itself; it also says in its log which class of machine asks. */
  readonly internal?: readonly string[];
}

/** A piece of the file and what it was made from, as an administrator knows it. */
export interface Part {
  readonly about?: string;
  readonly lines: readonly string[];
}

/** A host declaration: its name in dhcpd, and what is in it besides MAC and address. */
export interface DeclaredHost extends Host {
  readonly id: string;
  readonly statements: readonly string[];
}

/** A dhcpd.conf(5): everything but hosts, which dhcpd can be told of while it runs, and hosts. */
export interface DhcpdConf {
  readonly parts: readonly Part[];
  readonly hosts: readonly DeclaredHost[];
}

/** What dhcpd needs for the site's networks and nodes. */
export async function dhcpdConf(lifecycle: Lifecycle, snapshot: Snapshot, settings: DhcpdSettings): Promise<DhcpdConf> {
  const sightings = settings.internal !== undefined;
  const all = hostsOf(snapshot);
  const networks = new Map(
    Object.entries(snapshot.site.networks).map(([name, network]) => [name, networkOf(name, network, all)]),
  );
  const statements = statementCache((loader, network) =>
    bootStatements(lifecycle, snapshot, { loader, network, unasked: networks.get(network)?.unasked ?? [], sightings }),
  );
  const defaultLoader = lifecycle.loaderFor(undefined);
  const parts: Part[] = [
    {
      lines: [
        ...(settings.authoritative ? ['authoritative;'] : []),
        `default-lease-time ${settings.leaseTime};`,
        `max-lease-time ${settings.leaseTime};`,
        ...DECLARATIONS,
        ...optionDeclarations(codesIn(snapshot, all)),
        ...(settings.internal ?? []),
      ],
    },
  ];
  for (const [name, told] of networks) {
    const boot = defaultLoader === undefined ? [] : await statements(defaultLoader, name);
    const lines = ['', ...subnet(name, told, boot, lifecycle.endpoints({ network: name }).nextServer)];
    parts.push({ about: `network "${name}"`, lines });
  }
  const hosts: DeclaredHost[] = [];
  for await (const host of breathing(all)) {
    const network = networks.get(host.network);
    if (network === undefined) continue;
    const loader = await loaderOf(lifecycle, host.hwaddr, snapshot);
    const boot = loader === undefined || loader === defaultLoader ? [] : await statements(loader, host.network);
    hosts.push(hostLines(host, boot, network));
  }
  return { parts, hosts };
}

interface ToldNetwork extends HostNetwork {
  readonly config: NetworkConfig;
}

function networkOf(name: string, config: NetworkConfig, hosts: readonly Host[]): ToldNetwork {
  const own = hosts.filter(({ network }) => network === name).map(({ node }) => ownOptions(node));
  const always = [...layDhcpOptions(readDhcpOptions(config.dhcpOptions)).values()].filter((option) => option.always);
  return {
    config,
    placed: placeOptions(toldBy(fieldLines(config), config, optionStatement), own),
    unasked: always.map(({ code }) => code),
  };
}

function codesIn({ site }: Snapshot, hosts: readonly Host[]): number[] {
  const layers = [
    ...Object.values(site.networks).map(({ dhcpOptions }) => readDhcpOptions(dhcpOptions)),
    ...hosts.map(({ node }) => ownOptions(node)),
  ];
  return layers.flatMap((layer) => [...layer.keys()]);
}

/** What the fields of a network say, by the code of the option. */
function fieldLines({ gateway, dns = [], domain, mtu }: NetworkConfig): ReadonlyMap<number, string> {
  const lines = new Map<number, string>();
  if (gateway !== undefined) lines.set(3, `option routers ${gateway};`);
  if (dns.length > 0) lines.set(6, `option domain-name-servers ${dns.join(', ')};`);
  if (domain !== undefined) lines.set(15, `option domain-name ${text(domain)};`);
  if (mtu !== undefined) lines.set(26, `option interface-mtu ${mtu};`);
  return lines;
}

function subnet(
  name: string,
  { config, placed, unasked }: ToldNetwork,
  boot: readonly string[],
  nextServer: string,
): string[] {
  const cidr = parseCidr(config.cidr);
  if (cidr === undefined) return [];
  const body = [
    `next-server ${nextServer};`,
    ...pool(config.pool, placed.pool),
    ...placed.subnet,
    ...sendUnasked(unasked),
    ...boot,
  ];
  return [
    `# network ${name}`,
    `subnet ${formatIPv4(cidr.network)} netmask ${formatIPv4(cidr.netmask)} {`,
    ...indented(body),
    '}',
  ];
}

function pool(addresses: string | undefined, told: readonly string[]): string[] {
  if (addresses === undefined) return [];
  const range = `range ${addresses.replace('-', ' ')};`;
  return told.length === 0 ? [range] : ['pool {', ...indented([range, ...told]), '}'];
}

/** Statements depend on loader and network only; thousands of hosts share a few sets. */
function statementCache(make: (loader: string, network: string) => Promise<string[]>) {
  const made = new Map<string, Promise<string[]>>();
  return (loader: string, network: string): Promise<string[]> => {
    const key = `${loader} ${network}`;
    const known = made.get(key) ?? make(loader, network);
    made.set(key, known);
    return known;
  };
}
