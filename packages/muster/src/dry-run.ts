import type { Control } from '@muster/core';
import type { CliContext } from './context.ts';
import { showPlan } from './plan.ts';

/** Ends a command where it would have changed something: what would have come of it was shown. */
export class DryRunEnd extends Error {
  override readonly name = 'DryRunEnd';
}

/** Calls that change something are planned and shown instead; the others are made. */
export function planInstead(control: Control, context: CliContext): Control {
  return {
    ...control,
    call: async (what, input) => {
      if (what.changes !== true) return control.call(what, input);
      const { planCalls } = await import('@muster/core/client');
      showPlan(context, await control.call(planCalls.change, { call: what.name, input }));
      throw new DryRunEnd();
    },
  };
}
