import { type NetworkConfig, readDhcpOptions, type SiteConfig, type SiteDhcpOption } from '@muster/core';

/** `dhcpOptions` of one layer by code; undefined for one that takes away what the network gives. */
export type SiteOptions = ReadonlyMap<number, SiteDhcpOption | undefined>;

/** What is told on a network, by the scope it has to stand in. */
export interface PlacedOptions<T> {
  /** To everybody. */
  readonly subnet: readonly T[];
  /** To machines with an address of the pool alone: some node has it taken away, and no server can take away in a host. */
  readonly pool: readonly T[];
  /** Of those, what a node is told that has these options of its own. */
  hostOf(own: SiteOptions): readonly T[];
}

/** How a server has it in its configuration. */
export interface Written<T> {
  /** What the fields of a network say, by the code of the option. */
  fields(network: NetworkConfig): ReadonlyMap<number, T>;
  option(option: SiteDhcpOption): T;
}

/** As far as placement depends on it. */
interface HostOnNetwork {
  readonly network: string;
  readonly options: SiteOptions;
}

/** Places what each network tells, so that hosts which take some of it away are not told it. */
export function placeOptions<T>(
  { networks }: SiteConfig,
  hosts: readonly HostOnNetwork[],
  written: Written<T>,
): ReadonlyMap<string, PlacedOptions<T>> {
  const taken = takenOn(hosts);
  return new Map(
    Object.entries(networks).map(([name, network]) => [name, place(toldBy(network, written), taken.get(name))]),
  );
}

/** Those that are set. */
export function setIn(own: SiteOptions): readonly SiteDhcpOption[] {
  return [...own.values()].filter((option) => option !== undefined);
}

/** By network, what some host on it takes away. */
function takenOn(hosts: readonly HostOnNetwork[]): ReadonlyMap<string, ReadonlySet<number>> {
  const taken = new Map<string, Set<number>>();
  for (const { network, options } of hosts) {
    for (const [code, option] of options) {
      if (option !== undefined) continue;
      const codes = taken.get(network) ?? new Set();
      taken.set(network, codes.add(code));
    }
  }
  return taken;
}

/** What a network tells: its own fields, and over them its `dhcpOptions`. */
function toldBy<T>(network: NetworkConfig, written: Written<T>): ReadonlyMap<number, T> {
  const told = new Map(written.fields(network));
  for (const [code, option] of readDhcpOptions(network.dhcpOptions)) {
    if (option === undefined) told.delete(code);
    else told.set(code, written.option(option));
  }
  return told;
}

function place<T>(told: ReadonlyMap<number, T>, taken: ReadonlySet<number> = new Set()): PlacedOptions<T> {
  const moved = [...told].filter(([code]) => taken.has(code));
  const values = (entries: readonly (readonly [number, T])[]): T[] => entries.map(([, value]) => value);
  return {
    subnet: values([...told].filter(([code]) => !taken.has(code))),
    pool: values(moved),
    hostOf: (own) => values(moved.filter(([code]) => !own.has(code))),
  };
}
