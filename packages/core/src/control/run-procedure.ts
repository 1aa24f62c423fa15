import type { OpenSite } from '../site/open-site.ts';
import type { ControlContext, Procedure } from './procedure.ts';

/** Calls procedures in the server: those that change something one after the other. */
export type Runner = (what: Procedure, context: ControlContext, input: unknown) => Promise<unknown>;

export function createRunner({ changes }: Pick<OpenSite, 'changes'>): Runner {
  return (what, context, input) =>
    what.changes === true
      ? changes.inTurn(() => what.run(context, input), {
          by: () => context.authorship,
          warn: (error) => {
            context.warn(error);
          },
        })
      : what.run(context, input);
}
