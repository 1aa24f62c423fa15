import { setTimeout as sleep } from 'node:timers/promises';
import { isMusterError } from '../errors/index.ts';
import type { RegistryEdit, RegistryStore, RegistryView } from '../registry/types.ts';

/** Somebody always succeeds, so many may try at once; what fails this often meets something else than other commands. */
const TRIES = 200;
const PAUSE_MS = 20;

/** A change as it is worked out from one state of the registry. */
export interface Planned {
  readonly edits: readonly RegistryEdit[];
}

/** A change that was made, with the registry before and after it: the same view when nothing had to be done. */
export interface Edited<Made extends Planned> {
  readonly plan: Made;
  readonly before: RegistryView;
  readonly after: RegistryView;
}

/**
 * Makes a change that others may make at the same time: it is worked out from what is there, and once more when that has
 * changed before it was written. Throws what `work` and the registry throw.
 */
export async function editRegistry<Made extends Planned>(
  registry: Pick<RegistryStore, 'load' | 'apply'>,
  work: (view: RegistryView) => Made,
): Promise<Edited<Made>> {
  for (let tries = 1; ; tries += 1) {
    const before = await registry.load();
    const plan = work(before);
    if (plan.edits.length === 0) return { plan, before, after: before };
    try {
      return { plan, before, after: await registry.apply(plan.edits, before.id) };
    } catch (error) {
      if (!isMusterError(error) || error.code !== 'REGISTRY_CONFLICT' || tries === TRIES) throw error;
    }
    await sleep(Math.random() * PAUSE_MS);
  }
}
