import { operationErrors } from '../errors/operations.ts';
import type { Services } from '../plugin/types.ts';
import { expandNodeSet, isNodeSet, type LiveGroups, selectNodes } from '../registry/nodeset.ts';
import type { RegistryEdit, RegistryView } from '../registry/types.ts';
import { changeBody, type FieldChange } from './change.ts';
import { countAddresses } from './count-addresses.ts';
import { editRegistry } from './edit-registry.ts';

/** What nodes get besides equal fields. */
export interface NodeValues {
  readonly changes: readonly FieldChange[];
  /** Network device that `address` belongs to; default `default`. */
  readonly network?: string | undefined;
  /** Address of the first node; the others count up. */
  readonly address?: string | undefined;
}

/** Which nodes a change touched. */
export interface NodesChanged {
  readonly nodes: readonly string[];
  /** Those that got new host keys. */
  readonly keysMade: readonly string[];
}

/** Profile that new nodes get when none is named and it exists. */
export const DEFAULT_PROFILE = 'default';

/** Name of the network device that options without a device name mean. */
export const DEFAULT_NETWORK = 'default';

const ONE_MACHINE = ['uuid', 'assetTag', 'assetKey', 'hwaddr', 'address'];

type NodeServices = Pick<Services, 'registry' | 'keys'>;

/** Adds the nodes of a node set, all or none, and makes their host keys. Throws NODE_EXISTS and what the registry objects to. */
export async function addNodes(services: NodeServices, nodeSet: string, values: NodeValues): Promise<NodesChanged> {
  const names = namesOf(nodeSet);
  await editRegistry(services.registry, (view) => {
    const existing = names.filter((name) => view.rawNode(name) !== undefined);
    if (existing.length > 0) throw operationErrors.nodesExist(existing);
    const start =
      hasProfiles(values.changes) || !view.profileNames.includes(DEFAULT_PROFILE)
        ? {}
        : { profiles: [DEFAULT_PROFILE] };
    return { edits: nodeEdits(names, () => start, values) };
  });
  return { nodes: names, keysMade: await services.keys.ensure(names) };
}

/** Changes fields of existing nodes, all or none; returns those whose entry is different now. */
export async function setNodes(
  services: Pick<Services, 'registry'>,
  nodeSet: string,
  values: NodeValues,
  live?: LiveGroups,
): Promise<readonly string[]> {
  const { plan, before, after } = await editRegistry(services.registry, (view) => {
    const names = existingNodes(view, nodeSet, live);
    const edits = nodeEdits(names, (name) => view.rawNode(name) ?? {}, values);
    return {
      edits: edits.filter(({ name, body }) => JSON.stringify(body) !== JSON.stringify(view.rawNode(name) ?? {})),
    };
  });
  // The registry puts values into their usual spelling, so only what it holds afterwards tells what is different.
  return plan.edits.flatMap(({ name }) =>
    JSON.stringify(after.rawNode(name)) === JSON.stringify(before.rawNode(name)) ? [] : [name],
  );
}

/** Names of existing nodes. Throws for names that are not in the registry and for sets of none. */
export function existingNodes(view: RegistryView, nodeSet: string, live?: LiveGroups): readonly string[] {
  const names = selectNodes(view, nodeSet, live);
  if (names.length === 0) throw operationErrors.noNodes(nodeSet);
  return names;
}

/**
 * Names of existing nodes, for what lists them: none when nobody is in a selection now. Throws for names that are not in the
 * registry and for a text that names nothing.
 */
export function listedNodes(view: RegistryView, nodeSet: string, live?: LiveGroups): readonly string[] {
  return nodeSet.includes('@') ? selectNodes(view, nodeSet, live) : existingNodes(view, nodeSet, live);
}

/** The one node that something is about. Throws NODE_NAME_WANTED for a set, and for a name that is not in the registry. */
export function existingNode(view: RegistryView, name: string): string {
  if (isNodeSet(name) || name.startsWith('@')) throw operationErrors.oneNode(name);
  const [known = name] = existingNodes(view, name);
  return known;
}

/** Deletes the nodes of a node set, all or none, with their host keys; returns their names. */
export async function deleteNodes(
  services: NodeServices,
  nodeSet: string,
  live?: LiveGroups,
): Promise<readonly string[]> {
  const { plan } = await editRegistry(services.registry, (view) => ({
    edits: existingNodes(view, nodeSet, live).map((name) => ({ kind: 'node', name, body: undefined })),
  }));
  const names = plan.edits.map(({ name }) => name);
  for (const name of names) await services.keys.remove(name);
  return names;
}

function namesOf(nodeSet: string): string[] {
  const names = expandNodeSet(nodeSet);
  if (names.length === 0) throw operationErrors.noNodes(nodeSet);
  return names;
}

function nodeEdits(
  names: readonly string[],
  bodyOf: (name: string) => Readonly<Record<string, unknown>>,
  { changes, network = DEFAULT_NETWORK, address }: NodeValues,
): RegistryEdit[] {
  const unique = changes.find(({ path, value }) => value !== undefined && ONE_MACHINE.includes(path.at(-1) ?? ''));
  if (unique !== undefined && names.length > 1 && !unique.path.includes('tags')) {
    throw operationErrors.oneNodeOnly(unique.path.join('.'), names.length);
  }
  const addresses = address === undefined ? [] : countAddresses(address, names.length);
  return names.map((name, index) => {
    const own = addresses[index];
    const counted = own === undefined ? [] : [{ path: ['networkDevices', network, 'address'], value: own }];
    return { kind: 'node', name, body: changeBody(bodyOf(name), [...changes, ...counted]) };
  });
}

function hasProfiles(changes: readonly FieldChange[]): boolean {
  return changes.some(({ path }) => path[0] === 'profiles');
}
