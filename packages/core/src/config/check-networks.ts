import { type Cidr, formatIPv4, parseCidr, parseIPv4, parseRange } from '@muster/wire';
import { configErrors } from '../errors/config.ts';
import type { MusterError } from '../errors/index.ts';
import { checkDhcpOptions } from '../net/check-dhcp-options.ts';
import { checkIpv6, checkIpv6Pair } from './check-ipv6.ts';
import { isRelayed } from './relayed.ts';
import type { Source } from './source.ts';
import type { NetworkConfig } from './types.ts';

type Networks = Readonly<Record<string, NetworkConfig>>;

/** What a schema cannot say: addresses lie inside their network, pools avoid them, networks can be told apart. */
export function checkNetworks(networks: Networks, source: Source): MusterError[] {
  const entries = Object.entries(networks);
  return [
    ...entries.flatMap(([name, network]) => [
      ...checkNetwork(name, networks, network, source),
      ...(network.ipv6 === undefined ? [] : checkIpv6(name, network.ipv6, Object.values(networks), source)),
    ]),
    ...entries.flatMap(([name, network], index) =>
      entries.slice(0, index).flatMap(([otherName, other]) => checkPair(name, network, otherName, other, source)),
    ),
  ];
}

function checkNetwork(name: string, networks: Networks, network: NetworkConfig, source: Source): MusterError[] {
  const at = (key: string) => source.where(['networks', name, key]);
  const cidr = parseCidr(network.cidr);
  if (cidr === undefined) return [configErrors.notANetwork(at('cidr'), network.cidr)];
  if (cidr.address !== cidr.network) {
    return [configErrors.hostBits(at('cidr'), network.cidr, `${formatIPv4(cidr.network)}/${cidr.prefix}`)];
  }
  const problems: MusterError[] = [];
  const near = Object.entries(networks).find(([, other]) => other.address === network.address && !isRelayed(other));
  if (near === undefined || !isRelayed(network)) {
    if (!isHost(cidr, network.address))
      problems.push(configErrors.serverOutsideNetwork(at('address'), network.address, network.cidr));
  } else if (network.interface !== undefined) {
    problems.push(configErrors.relayedInterface(at('interface'), network.interface, network.address, near[0]));
  }
  if (network.gateway !== undefined && !isHost(cidr, network.gateway))
    problems.push(configErrors.outsideNetwork(at('gateway'), network.gateway, network.cidr));
  const options = checkDhcpOptions(network.dhcpOptions ?? {}).map(({ key, sentence, remedy }) =>
    configErrors.dhcpOption(source.where(['networks', name, 'dhcpOptions', key]), sentence, remedy),
  );
  return [...problems, ...checkPool(network, cidr, at), ...options];
}

function checkPool(
  network: NetworkConfig,
  cidr: Cidr,
  at: (key: string) => ReturnType<Source['where']>,
): MusterError[] {
  if (network.pool === undefined) return [];
  const pool = parseRange(network.pool);
  if (pool === undefined) return [configErrors.poolInvalid(at('pool'), network.pool)];
  const ends = [pool.first, pool.last].map(formatIPv4);
  const outside = ends.filter((end) => !isHost(cidr, end));
  if (outside[0] !== undefined) return [configErrors.outsideNetwork(at('pool'), outside[0], network.cidr)];
  return (['address', 'gateway'] as const).flatMap((key) => {
    const text = network[key];
    const address = text === undefined ? undefined : parseIPv4(text);
    if (text === undefined || address === undefined || !pool.contains(address)) return [];
    return [configErrors.poolHolds(at('pool'), network.pool ?? '', key === 'address' ? "server's address" : key, text)];
  });
}

/** Inside the network and, but for /31 (RFC 3021) and /32, neither its first nor its last address. */
function isHost(cidr: Cidr, text: string): boolean {
  const address = parseIPv4(text);
  if (address === undefined || !cidr.contains(address)) return false;
  return cidr.prefix >= 31 || (address !== cidr.network && address !== cidr.broadcast);
}

function checkPair(name: string, network: NetworkConfig, otherName: string, other: NetworkConfig, source: Source) {
  if (network.shared === true || other.shared === true) return [];
  const problems = checkIpv6Pair(name, network, otherName, other, source);
  const [one, two] = [parseCidr(network.cidr), parseCidr(other.cidr)];
  if (one !== undefined && two !== undefined && (one.contains(two.network) || two.contains(one.network))) {
    problems.push(configErrors.overlap(source.where(['networks', name, 'cidr']), network.cidr, otherName, other.cidr));
  }
  if (network.interface !== undefined && network.interface === other.interface) {
    const where = source.where(['networks', name, 'interface']);
    problems.push(configErrors.sameInterface(where, network.interface, otherName));
  }
  return problems;
}
