import type { Behaviour } from '../behaviour.ts';
import { firmwareFixtures } from '../fixture.ts';
import { addressBehaviours } from './addresses.ts';
import { bootBehaviours } from './boot.ts';
import { classBehaviours } from './classes.ts';
import { firmwareBehaviours } from './firmware.ts';
import { leaseBehaviours } from './leases.ts';
import { messageBehaviours } from './messages.ts';
import { proxyBehaviours } from './proxy.ts';
import { robustBehaviours } from './robust.ts';

/** All behaviours, in the order they are looked for. */
export function dhcpBehaviours(): readonly Behaviour[] {
  return [
    ...addressBehaviours,
    ...messageBehaviours,
    ...leaseBehaviours,
    ...bootBehaviours,
    ...classBehaviours,
    ...firmwareBehaviours(firmwareFixtures()),
    ...proxyBehaviours,
    ...robustBehaviours,
  ];
}
