import { formatIPv4, parseCidr, parseIPv4 } from '@muster/wire';
import type { NetworkConfig } from '../config/types.ts';
import { registryErrors } from '../errors/registry.ts';
import { type NetworkTable, networkTable } from '../net/index.ts';
import { type MacListRow, parseMacList } from './mac-list.ts';
import { expandNodeSet } from './nodeset.ts';
import { isMapping } from './overlay-bodies.ts';
import type { RegistryProblem } from './problem.ts';
import type { RegistryEdit, RegistryView } from './types.ts';

export interface MacListOptions {
  /** What is registered now. */
  readonly view: RegistryView;
  /** Nodes in rack order; as many as the list has machines. */
  readonly nodeSet: string;
  /** IPv4 address of the first node, with or without prefix length; the others count up. None: no addresses are given. */
  readonly firstAddress?: string | undefined;
  /** Network device the MAC addresses belong to; default `default`. */
  readonly device?: string | undefined;
  /** Profiles of nodes that are new. */
  readonly profiles?: readonly string[] | undefined;
  readonly networks?: Readonly<Record<string, NetworkConfig>>;
  /** Name of the list in messages. */
  readonly file?: string | undefined;
}

/** What an import will do, for people to look at first. */
export interface ImportSummary {
  readonly machines: readonly {
    readonly node: string;
    readonly mac: string;
    readonly address?: string;
    readonly line: number;
  }[];
  /** Nodes that are new, and nodes that were there without this MAC address or address. */
  readonly added: readonly string[];
  readonly changed: readonly string[];
  /** True when the list has columns nothing was taken from. */
  readonly ignoredColumns: boolean;
}

/**
 * Makes edits from a vendor's list of MAC addresses in rack order. Throws REGISTRY_MAC_LIST_INVALID with every problem: bad or
 * repeated MAC addresses, ones of other nodes, a count that does not fit the node set, addresses that are not free.
 */
export function importMacList(
  text: string,
  options: MacListOptions,
): { edits: RegistryEdit[]; summary: ImportSummary } {
  const { view, device = 'default', file = 'MAC list' } = options;
  const list = parseMacList(text, file);
  const names = expandNodeSet(options.nodeSet, view);
  const problems = [...list.problems, ...duplicates(list.rows, names, view, file)];
  if (list.problems.length === 0 && list.rows.length !== names.length) {
    problems.push({
      sentence: `the list has ${list.rows.length} machines, but the node set ${options.nodeSet} stands for ${names.length} nodes`,
      remedy: 'give a node set with one node for every line, or mend the list',
      where: { file },
    });
  }
  const table = options.networks === undefined ? undefined : networkTable(options.networks);
  const addresses = addressesFor(options.firstAddress, names, view, table, file, problems);
  const machines = names.flatMap((node, index) => {
    const row = list.rows[index];
    const address = addresses[index];
    return row === undefined
      ? []
      : [{ node, row, mac: row.mac, line: row.line, ...(address === undefined ? {} : { address }) }];
  });
  for (const { node, mac, line } of machines) {
    const other = view.node(node)?.networkDevices[device]?.hwaddr;
    if (other === undefined || other === mac) continue;
    problems.push({
      sentence: `node ${node} already has the MAC address ${other} on its device "${device}", not ${mac}`,
      remedy: `take ${node} out of the node set, or clear its hwaddr first`,
      where: { file, line },
    });
  }
  if (problems.length > 0) throw registryErrors.macList(problems);
  const edits = machines.flatMap((machine): RegistryEdit[] => {
    const before = view.rawNode(machine.node);
    const body = bodyFor(before ?? newBody(options.profiles), machine.row, device, machine.address);
    return before !== undefined && JSON.stringify(before) === JSON.stringify(body)
      ? []
      : [{ kind: 'node', name: machine.node, body }];
  });
  const summary: ImportSummary = {
    machines: machines.map(({ node, mac, address, line }) => ({
      node,
      mac,
      line,
      ...(address === undefined ? {} : { address }),
    })),
    added: edits.map(({ name }) => name).filter((name) => view.rawNode(name) === undefined),
    changed: edits.map(({ name }) => name).filter((name) => view.rawNode(name) !== undefined),
    ignoredColumns: list.ignoredColumns,
  };
  return { edits, summary };
}

function newBody(profiles: readonly string[] | undefined): Readonly<Record<string, unknown>> {
  return profiles === undefined || profiles.length === 0 ? {} : { profiles };
}

function bodyFor(
  body: Readonly<Record<string, unknown>>,
  row: MacListRow,
  device: string,
  address: string | undefined,
): Record<string, unknown> {
  const devices = isMapping(body.networkDevices) ? body.networkDevices : {};
  const before = isMapping(devices[device]) ? devices[device] : {};
  const fields = { ...before, hwaddr: row.mac, ...(address === undefined ? {} : { address }) };
  return {
    ...body,
    ...(row.uuid === undefined ? {} : { uuid: row.uuid }),
    ...(row.assetTag === undefined ? {} : { assetTag: row.assetTag }),
    networkDevices: { ...devices, [device]: fields },
    ...(row.serial === undefined ? {} : { tags: { ...(isMapping(body.tags) ? body.tags : {}), serial: row.serial } }),
  };
}

function duplicates(
  rows: readonly MacListRow[],
  names: readonly string[],
  view: RegistryView,
  file: string,
): RegistryProblem[] {
  const seen = new Map<string, number>();
  return rows.flatMap(({ mac, line }, index): RegistryProblem[] => {
    const where = { file, line };
    const first = seen.get(mac);
    seen.set(mac, first ?? line);
    if (first !== undefined) {
      return [{ sentence: `MAC address ${mac} is also on line ${first}`, remedy: 'keep one of the two lines', where }];
    }
    const owner = view.byMac(mac);
    if (owner === undefined || owner === names[index]) return [];
    const remedy = `take the line out, or delete node ${owner} first`;
    return [{ sentence: `MAC address ${mac} already belongs to node ${owner}`, remedy, where }];
  });
}

/** One address a node, counting up; what stands in the way of one is a problem. */
function addressesFor(
  firstAddress: string | undefined,
  names: readonly string[],
  view: RegistryView,
  table: NetworkTable | undefined,
  file: string,
  problems: RegistryProblem[],
): string[] {
  if (firstAddress === undefined) return [];
  const cidr = parseCidr(firstAddress);
  const first = cidr?.address ?? parseIPv4(firstAddress);
  const network = first === undefined ? undefined : table?.find(first);
  const span = cidr ?? network?.cidr;
  if (first === undefined || span === undefined) {
    const reason = first === undefined ? 'is not an IPv4 address' : 'is in none of the configured networks';
    const remedy = 'write an address of a configured network, or one with its prefix length such as 10.0.1.1/22';
    problems.push({ sentence: `the first address ${firstAddress} ${reason}`, remedy, where: { file } });
    return [];
  }
  return names.map((node, index) => {
    const number = first + index;
    const address = formatIPv4(number >>> 0);
    const owner = view.byAddress(address);
    const obstacle =
      number > 0xffffffff || !span.contains(number)
        ? 'lies outside of its network'
        : span.prefix < 31 && (number === span.network || number === span.broadcast)
          ? 'is the network or broadcast address'
          : number === network?.server
            ? 'is the address of this server'
            : network?.pool?.contains(number) === true
              ? `lies in the pool ${network.config.pool ?? ''} for machines without a fixed address`
              : owner !== undefined && owner !== node
                ? `belongs to node ${owner}`
                : undefined;
    if (obstacle !== undefined) {
      const remedy = 'begin with another first address';
      problems.push({ sentence: `${address}, the address for node ${node}, ${obstacle}`, remedy, where: { file } });
    }
    return cidr === undefined ? address : `${address}/${cidr.prefix}`;
  });
}
