import { refusals } from '../../errors/session.ts';
import type { Lifecycle } from '../../lifecycle/hooks.ts';
import { refusedBy, whoseBoot } from '../../route/about-machine.ts';
import { findMachine, type FoundMachine } from '../../route/proven-machine.ts';
import { textReply } from '../../route/reply.ts';
import type { RouteRequest } from '../../route/types.ts';

/**
 * The node a payload route is asked for by its MAC. Kernels and images are public by their digest, so no token is wanted
 * here; a node with an asset key says nothing without it, as with Warewulf: 401 and an empty body.
 */
export async function payloadMachine(
  lifecycle: Lifecycle,
  request: RouteRequest,
  stage: string,
): Promise<FoundMachine> {
  const machine = await findMachine(lifecycle, request, stage);
  if ('refusal' in machine) return machine;
  const { node, identity } = machine.assignment;
  if (node.assetKey === undefined || identity.proofs.includes('asset-key')) return machine;
  const { remoteAddress, assetKey } = request.boot;
  const refused = refusals.assetKey(node.name, remoteAddress, assetKey !== undefined);
  return { refusal: textReply(401, '', { stage, ...whoseBoot(machine.assignment), ...refusedBy(refused) }) };
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
