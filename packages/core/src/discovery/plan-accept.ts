import { discoveryErrors } from '../errors/discovery.ts';
import { isMusterError, type MusterError } from '../errors/index.ts';
import { changeBody, type FieldChange } from '../operations/change.ts';
import { DEFAULT_NETWORK, existingNode } from '../operations/nodes.ts';
import { expandNodeSet } from '../registry/nodeset.ts';
import type { RegistryEdit, RegistryView, ResolvedNode } from '../registry/types.ts';
import type { UnknownMachine } from './types.ts';
import { tellsApart } from './uuid.ts';

/** A machine that is to become a node. */
export interface Application {
  readonly machine: Pick<UnknownMachine, 'mac' | 'uuid' | 'assetTag'>;
  /** The node wanted; without one the first free one. */
  readonly node?: string | undefined;
  /** Node set or selection that free nodes are looked for in; without one all. */
  readonly among?: string | undefined;
  /** Its UUID was seen with other MACs too, so that it tells nothing. */
  readonly sharedUuid?: boolean;
}

/** What became of one application, in the order given. */
export type Accepted =
  | { readonly mac: string; readonly node: string }
  | { readonly mac: string; readonly refused: MusterError };

export interface AcceptPlan {
  readonly edits: readonly RegistryEdit[];
  readonly results: readonly Accepted[];
}

/** Works out one change for all applications, those that came first first: no node is given twice. */
export function planAccept(view: RegistryView, applications: readonly Application[]): AcceptPlan {
  const edits: RegistryEdit[] = [];
  const taken = new Map<string, string>();
  const uuids = new Set<string>();
  const results = applications.map((application): Accepted => {
    const { machine } = application;
    const { mac, uuid } = machine;
    const twin = [...taken].find(([, other]) => other === mac)?.[0];
    if (twin !== undefined) return { mac, node: twin };
    try {
      const name = nodeFor(view, application, taken);
      taken.set(name, mac);
      const own = application.sharedUuid === true || uuid === undefined || uuids.has(uuid) ? {} : { uuid };
      if (own.uuid !== undefined) uuids.add(own.uuid);
      edits.push({ kind: 'node', name, body: bodyOf(view, name, { mac, ...own }) });
      return { mac, node: name };
    } catch (error) {
      if (isMusterError(error)) return { mac, refused: error };
      throw error;
    }
  });
  return { edits, results };
}

function nodeFor(view: RegistryView, application: Application, taken: ReadonlyMap<string, string>): string {
  const { machine, node, among } = application;
  const { mac, uuid } = machine;
  const known = view.byMac(mac);
  if (known !== undefined) throw discoveryErrors.known(mac, known, 'MAC address');
  const byUuid = uuid === undefined ? undefined : view.byUuid(uuid);
  if (node !== undefined) {
    const name = existingNode(view, node);
    if (byUuid !== undefined && byUuid !== name) throw discoveryErrors.known(mac, byUuid, 'UUID');
    const rival = taken.get(name);
    const obstacle = rival === undefined ? obstacleOf(view.node(name), machine) : { field: 'hwaddr', value: rival };
    if (obstacle !== undefined) throw discoveryErrors.taken(name, obstacle.field, obstacle.value);
    return name;
  }
  if (byUuid !== undefined) throw discoveryErrors.known(mac, byUuid, 'UUID');
  const eligible = among === undefined ? undefined : new Set(expandNodeSet(among, view));
  const free = view.nodeNames.find((name) => {
    if (taken.has(name) || eligible?.has(name) === false) return false;
    const resolved = view.node(name);
    return resolved?.discoverable === true && obstacleOf(resolved, machine) === undefined;
  });
  if (free === undefined) throw discoveryErrors.noneFree(among);
  return free;
}

/** What the registry says of the node's machine that is not so of this one. */
function obstacleOf(
  node: ResolvedNode | undefined,
  { uuid, assetTag }: Application['machine'],
): { readonly field: string; readonly value: string } | undefined {
  const primary = node?.primaryNetwork;
  const hwaddr = primary === undefined ? undefined : node?.networkDevices[primary]?.hwaddr;
  if (hwaddr !== undefined) return { field: `networkDevices.${primary ?? ''}.hwaddr`, value: hwaddr };
  if (node?.uuid !== undefined && node.uuid !== uuid) return { field: 'uuid', value: node.uuid };
  if (node?.assetTag !== undefined && node.assetTag !== assetTag) return { field: 'assetTag', value: node.assetTag };
  return undefined;
}

/**
 * The node's own entry with the machine in it. The UUID is kept with the MAC, so that the machine is known as well when it
 * comes by another of its network cards; not one that many machines may have.
 */
function bodyOf(view: RegistryView, name: string, { mac, uuid }: { mac: string; uuid?: string }): RegistryEdit['body'] {
  const node = view.node(name);
  const device = node?.primaryNetwork ?? DEFAULT_NETWORK;
  const changes: FieldChange[] = [{ path: ['networkDevices', device, 'hwaddr'], value: mac }];
  if (uuid !== undefined && node?.uuid === undefined && tellsApart(uuid)) changes.push({ path: ['uuid'], value: uuid });
  return changeBody(view.rawNode(name) ?? {}, changes);
}
