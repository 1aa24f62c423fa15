import type { Control } from '@muster/core';
import type { CliContext } from './context.ts';

type Caller = Pick<CliContext, 'io' | 'choice' | 'site' | 'progress' | 'note'>;

/** The server of the site when one runs, else the site's files. */
export async function connect({ io, choice, site, progress, note }: Caller, reason: unknown): Promise<Control> {
  const { formatError, loginName, openControl } = await import('@muster/core/client');
  return openControl({
    find: choice,
    site,
    authorship: { author: loginName(io.env), ...(typeof reason === 'string' ? { reason } : {}) },
    progress: (step, done, total) => {
      progress.step(step, done, total);
    },
    warn: (error) => {
      note(`warning: ${formatError(error)}`);
    },
  });
}

/** Has what this process changed taken up. What stands in the way is a note: the work itself is done. */
export async function settle(control: Control, note: (text: string) => void): Promise<void> {
  const { formatError, MusterError, serverCalls } = await import('@muster/core/client');
  try {
    const { problem, failures } = await control.call(serverCalls.reload, {});
    for (const failure of failures) note(`warning: ${formatError(new MusterError(failure))}`);
    if (problem !== undefined) throw new MusterError(problem);
  } catch (error) {
    note(`warning: done, but not in use yet: ${formatError(error)}`);
  }
}
