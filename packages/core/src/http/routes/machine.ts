import type { Lifecycle } from '../../lifecycle/hooks.ts';
import type { Assignment } from '../../lifecycle/types.ts';
import { textReply } from '../../route/reply.ts';
import type { Reply, RouteRequest } from '../../route/types.ts';

/** The machine a payload route is asked for, or the answer to give when it may not have it. */
export type Machine = { readonly assignment: Assignment } | { readonly refusal: Reply };

/**
 * Finds the node and checks the proof it requires, in Warewulf's order: no machine named 400, unknown 404, asset key
 * missing or wrong 401 with an empty body (its clients pipe bodies into gzip).
 */
export async function findMachine(lifecycle: Lifecycle, { boot }: RouteRequest, stage: string): Promise<Machine> {
  if (boot.mac === undefined && boot.uuid === undefined) {
    return { refusal: textReply(400, 'no MAC address or UUID in this path\n', { stage }) };
  }
  const assignment = await lifecycle.assign(boot);
  if (assignment === undefined) {
    return { refusal: textReply(404, `no node has ${boot.mac ?? boot.uuid ?? ''}\n`, { stage }) };
  }
  const { node, identity } = assignment;
  if (node.assetKey !== undefined && !identity.proofs.includes('asset-key')) {
    return { refusal: textReply(401, '', { stage, node: node.name }) };
  }
  return { assignment };
}

/** `compress=gz` (true), nothing (false), or another value, which Warewulf answers with 404 (undefined). */
export function wantsGzip({ query }: RouteRequest): boolean | undefined {
  const { compress } = query;
  if (compress === undefined || compress === '') return false;
  return compress === 'gz' ? true : undefined;
}

/** A path with the machine in it, and the same with `?wwid=`. */
export function bothPaths(family: string): readonly string[] {
  return [`/${family}/:wwid`, `/${family}`];
}
