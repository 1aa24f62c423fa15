import { type BootSpec, isDiskOnly } from '../lifecycle/boot-spec.ts';
import type { BootStep } from '../plugin/types.ts';
import type { ResolvedNode } from '../registry/types.ts';
import { PAYLOAD, placeOf } from './stages.ts';

/** The overlay whose /init tells how far the system came. */
const REPORTER = 'init';

/**
 * The stages a boot of this node should have, in order. What is served by others (a DHCP server of the site, its TFTP server)
 * is not among them, and neither is what nobody on the node would tell.
 */
export function planOf(spec: BootSpec, node: ResolvedNode, provides: ReadonlySet<BootStep>): readonly string[] {
  const stages = new Set<string>();
  if (provides.has('address')) stages.add('dhcp');
  stages.add('script');
  if (isDiskOnly(spec)) return [...stages];
  if (spec.kernel !== undefined) stages.add('kernel');
  for (const { role } of spec.initrds) stages.add(role);
  if (spec.deploy.length > 0) stages.add('manifest');
  for (const { role } of spec.deploy) stages.add(role);
  const known = [...stages].filter((stage) => stage === 'dhcp' || stage === 'script' || PAYLOAD.has(stage));
  if (node.systemOverlays.includes(REPORTER)) known.push('init', 'up');
  return known.sort((a, b) => placeOf(a) - placeOf(b));
}
