import type { OnProgress } from '@muster/core';
import type { CliContext } from '../context.ts';

/** Shows the progress of long work; warnings stay on the screen. */
export function showWork({ progress, note }: Pick<CliContext, 'progress' | 'note'>): OnProgress {
  return ({ step, warning, done, total, unit }) => {
    if (warning === true) note(`warning: ${step}`);
    else progress.step(step, done, total, unit);
  };
}
