import { initErrors } from '../../errors/init.ts';

/** An interface of this machine with an IPv4 address. */
export interface HostInterface {
  readonly name: string;
  /** Dotted quad. */
  readonly address: string;
  /** Address with prefix length: `10.0.0.1/22`. */
  readonly cidr: string;
}

/** What is known of this machine's network. */
export interface HostNetwork {
  readonly interfaces: readonly HostInterface[];
  /** Interfaces that hold a default route. */
  readonly defaultRoutes: readonly string[];
}

/**
 * The interface nodes are booted on: the named one, or the only one that has an address and no default route. Throws
 * INIT_* errors that list the interfaces there are.
 */
export function chooseInterface(host: HostNetwork, wanted?: string): HostInterface {
  if (wanted !== undefined) {
    const named = host.interfaces.find(({ name }) => name === wanted);
    if (named === undefined) throw initErrors.unknownInterface(wanted, host.interfaces.map(label));
    return named;
  }
  const candidates = host.interfaces.filter(({ name }) => !host.defaultRoutes.includes(name));
  const [only] = candidates;
  if (only === undefined) throw initErrors.noInterface(host.interfaces.map(label));
  if (candidates.length > 1) throw initErrors.severalInterfaces(candidates.map(label));
  return only;
}

function label({ name, cidr }: HostInterface): string {
  return `${name} (${cidr})`;
}
