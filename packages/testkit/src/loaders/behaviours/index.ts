import type { LoaderBehaviour } from '../behaviour.ts';
import { argumentBehaviours } from './arguments.ts';
import { awayBehaviours } from './away.ts';
import { failureBehaviours } from './failures.ts';
import { menuBehaviours } from './menus.ts';
import { payloadBehaviours } from './payload.ts';
import { strangerBehaviours } from './strangers.ts';
import { waitBehaviours } from './waiting.ts';

/** All behaviours, in the order in which they are asked for. */
export function loaderBehaviours(): readonly LoaderBehaviour[] {
  return [
    ...payloadBehaviours,
    ...argumentBehaviours,
    ...waitBehaviours,
    ...strangerBehaviours,
    ...awayBehaviours,
    ...failureBehaviours,
    ...menuBehaviours,
  ];
}
