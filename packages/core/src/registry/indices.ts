import { breathe } from './breathe.ts';
import type { NodeSource } from './content.ts';
import { whereOf } from './locate.ts';
import type { RegistryProblem } from './problem.ts';

/** What identifies a node, and which node it is. */
export interface Indices {
  readonly mac: ReadonlyMap<string, string>;
  readonly uuid: ReadonlyMap<string, string>;
  readonly assetTag: ReadonlyMap<string, string>;
  /** IPv4 and IPv6 addresses without prefix length. */
  readonly address: ReadonlyMap<string, string>;
}

type Kind = keyof Indices;

const WORDS: Readonly<Record<Kind, string>> = {
  mac: 'MAC address',
  uuid: 'UUID',
  assetTag: 'asset tag',
  address: 'address',
};

/** Builds the indices once; what two nodes claim is a problem that names both and their places. */
export async function buildIndices(
  nodes: ReadonlyMap<string, NodeSource>,
): Promise<{ indices: Indices; problems: RegistryProblem[] }> {
  const indices: Record<Kind, Map<string, string>> = {
    mac: new Map(),
    uuid: new Map(),
    assetTag: new Map(),
    address: new Map(),
  };
  const problems: RegistryProblem[] = [];
  const pause = breathe();
  for (const [name, { body }] of nodes) {
    await pause();
    const claim = (kind: Kind, value: string | null | undefined, segments: readonly string[]): void => {
      if (value === null || value === undefined || value === '') return;
      const other = indices[kind].get(value);
      if (other === undefined) indices[kind].set(value, name);
      else if (other !== name) problems.push(clash(nodes, kind, value, name, other, segments));
    };
    claim('uuid', body.uuid, ['uuid']);
    claim('assetTag', body.assetTag, ['assetTag']);
    for (const [device, fields] of Object.entries(body.networkDevices ?? {})) {
      claim('mac', fields?.hwaddr, ['networkDevices', device, 'hwaddr']);
      claim('address', fields?.address?.replace(/\/.*$/, ''), ['networkDevices', device, 'address']);
      claim('address', fields?.address6?.replace(/\/.*$/, ''), ['networkDevices', device, 'address6']);
    }
  }
  return { indices, problems };
}

function clash(
  nodes: ReadonlyMap<string, NodeSource>,
  kind: Kind,
  value: string,
  name: string,
  other: string,
  segments: readonly string[],
): RegistryProblem {
  const first = nodes.get(other);
  const second = nodes.get(name);
  const rival = first === undefined ? '' : placeText(first, claimedAt(first, kind, value) ?? segments);
  return {
    sentence: `${WORDS[kind]} ${value} of node ${name} is also that of node ${other}${rival}`,
    remedy: kind === 'address' ? 'give one of them another address' : 'correct one of the two nodes',
    where: second === undefined ? {} : placeOf(second, segments),
  };
}

function claimedAt({ body }: NodeSource, kind: Kind, value: string): readonly string[] | undefined {
  for (const [device, fields] of Object.entries(body.networkDevices ?? {})) {
    if (kind === 'mac' && fields?.hwaddr === value) return ['networkDevices', device, 'hwaddr'];
    if (kind === 'address' && fields?.address?.split('/')[0] === value) return ['networkDevices', device, 'address'];
    if (kind === 'address' && fields?.address6?.split('/')[0] === value) return ['networkDevices', device, 'address6'];
  }
  return undefined;
}

function placeText(source: NodeSource, segments: readonly string[]): string {
  const { file, line } = placeOf(source, segments);
  return file === undefined ? '' : ` (${file}${line === undefined ? '' : `:${line}`})`;
}

/** Where a node's value stands: in the last of its entries that has it. */
export function placeOf(source: NodeSource, segments: readonly string[]): ReturnType<typeof whereOf> {
  const entry = source.entries.findLast(({ body }) => has(body, segments)) ?? source.entries.at(-1);
  return entry === undefined ? {} : whereOf(entry, segments);
}

function has(body: unknown, segments: readonly string[]): boolean {
  let value = body;
  for (const segment of segments) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return false;
    value = (value as Record<string, unknown>)[segment];
  }
  return true;
}
