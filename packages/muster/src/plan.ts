import type { PlannedGroup } from '@muster/core';
import type { CliContext } from './context.ts';

/** Groups of nodes that change alike: a line each for people, with what changes below it. */
export function showPlan(context: CliContext, groups: readonly PlannedGroup[]): void {
  if (groups.length === 0 && context.format === 'table') {
    context.print('no node would get anything else');
    return;
  }
  context.show(
    groups,
    groups.flatMap(({ nodes, count, action, parts }) =>
      parts.map(({ part, detail }, index) => ({
        nodes: index === 0 ? nodes : '',
        count: index === 0 ? count : '',
        takes: index === 0 ? action : '',
        part,
        change: detail,
      })),
    ),
  );
}
