import { parseCidr, parseIPv4, parseRange } from '@muster/wire';
import { isRelayed } from '../config/relayed.ts';
import type { NetworkConfig } from '../config/types.ts';
import { raiseSysctl, sysctlNumber } from '../host/index.ts';
import type { Check, CheckResult } from '../plugin/types.ts';
import type { RegistryView } from '../registry/types.ts';

const SOFT = 'net.ipv4.neigh.default.gc_thresh2';
const HARD = 'net.ipv4.neigh.default.gc_thresh3';

/** Whether the kernel's table of neighbours (ARP) has room for all machines that may boot at once. */
export function neighbourCheck(networks: Readonly<Record<string, NetworkConfig>>): Check {
  return {
    name: 'neighbours',
    run: async ({ snapshot }) => {
      // Only the first network namespace of a machine has them: others share its limits (arp(7)).
      const limits = { soft: await sysctlNumber(SOFT), hard: await sysctlNumber(HARD) };
      const { soft, hard } = limits;
      if (soft === undefined || hard === undefined || snapshot === undefined) return [];
      return [checkNeighbours(countMachines(networks, snapshot.registry), { soft, hard })];
    },
  };
}

/** Addresses that may be on the wire: all of the registry on networks we are on ourselves, and those of their pools. */
export function countMachines(
  networks: Readonly<Record<string, NetworkConfig>>,
  registry: Pick<RegistryView, 'nodeNames' | 'addresses'>,
): number {
  const near = Object.values(networks).flatMap((network) => {
    const range = parseCidr(network.cidr);
    return range === undefined || isRelayed(network) ? [] : [{ range, pool: parseRange(network.pool ?? '') }];
  });
  const fixed = registry.nodeNames.reduce(
    (count, name) => count + registry.addresses(name).filter(({ address }) => isNear(address)).length,
    0,
  );
  return near.reduce((count, { pool }) => count + (pool === undefined ? 0 : pool.last - pool.first + 1), fixed);

  function isNear(address: string): boolean {
    const number = parseIPv4(address.replace(/\/.*/, ''));
    return number !== undefined && near.some(({ range }) => range.contains(number));
  }
}

/** https://www.kernel.org/doc/html/latest/networking/ip-sysctl.html, neigh/default/gc_thresh2 and gc_thresh3. */
export function checkNeighbours(machines: number, { soft, hard }: { soft: number; hard: number }): CheckResult {
  const wanted = 2 ** Math.ceil(Math.log2(Math.max(machines, 1) * 2));
  if (machines > hard) {
    return {
      level: 'warning',
      sentence: `${machines} machines may be on the wire, but the neighbour table holds ${hard}: packets to the others are dropped when all boot at once`,
      remedy: `${raiseSysctl(HARD, wanted)}; ${SOFT} = ${wanted / 2} likewise`,
    };
  }
  if (machines > soft) {
    return {
      level: 'note',
      sentence: `${machines} machines may be on the wire; beyond ${soft} the kernel forgets neighbours after 5 s and asks (ARP) again`,
      remedy: raiseSysctl(SOFT, Math.min(wanted, hard)),
    };
  }
  return { level: 'ok', sentence: `the neighbour table has room for ${machines} machines (${hard})` };
}
