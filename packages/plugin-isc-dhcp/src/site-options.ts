import { readDhcpOptions, type NetworkConfig, type ResolvedNode, type SiteDhcpOption } from '@muster/core';

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

/** Places what a network tells, by code, so that nodes which take some of it away are not told it. */
export function placeOptions<T>(told: ReadonlyMap<number, T>, nodes: readonly SiteOptions[]): PlacedOptions<T> {
  const taken = new Set(
    nodes.flatMap((own) => [...own].filter(([, option]) => option === undefined).map(([code]) => code)),
  );
  const moved = [...told].filter(([code]) => taken.has(code));
  const values = (entries: readonly (readonly [number, T])[]): T[] => entries.map(([, value]) => value);
  return {
    subnet: values([...told].filter(([code]) => !taken.has(code))),
    pool: values(moved),
    hostOf: (own) => values(moved.filter(([code]) => !own.has(code))),
  };
}

/** What a network tells: its own fields, and over them its `dhcpOptions`. */
export function toldBy<T>(
  fields: ReadonlyMap<number, T>,
  { dhcpOptions }: NetworkConfig,
  written: (option: SiteDhcpOption) => T,
): ReadonlyMap<number, T> {
  const told = new Map(fields);
  for (const [code, option] of readDhcpOptions(dhcpOptions)) {
    if (option === undefined) told.delete(code);
    else told.set(code, written(option));
  }
  return told;
}

/** Those of a node that are set. */
export function setIn(own: SiteOptions): readonly SiteDhcpOption[] {
  return [...own.values()].filter((option) => option !== undefined);
}

export function ownOptions(node: ResolvedNode): SiteOptions {
  return readDhcpOptions(node.dhcpOptions);
}
