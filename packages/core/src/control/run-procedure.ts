import { controlErrors } from '../errors/control.ts';
import type { OpenSite } from '../site/open-site.ts';
import type { Authorship, ControlContext, Procedure } from './procedure.ts';

/** Calls procedures in the server: those that change something one after the other. */
export type Runner = (what: Procedure, context: ControlContext, input: unknown) => Promise<unknown>;

export function createRunner(site: OpenSite): Runner {
  let writer: Promise<unknown> = Promise.resolve();

  const inTurn = (work: () => Promise<unknown>): Promise<unknown> => {
    const turn = writer.then(work);
    writer = turn.catch(() => undefined);
    return turn;
  };
  return (what, context, input) =>
    what.changes === true ? inTurn(() => change(site, what, context, input)) : what.run(context, input);
}

async function change(site: OpenSite, what: Procedure, context: ControlContext, input: unknown): Promise<unknown> {
  return site.snapshots.during(async () => {
    const result = await what.run(context, input);
    if (await makeCurrent(site, context.authorship)) {
      for (const { error } of site.snapshots.failures()) context.warn(error);
    }
    return result;
  });
}

/** Makes what was written the current snapshot, refreshed. Throws CONTROL_NOT_CURRENT when something on disk is broken. */
export async function makeCurrent({ snapshots }: Pick<OpenSite, 'snapshots'>, by: Authorship): Promise<boolean> {
  const renewed = await snapshots.reload(by);
  const problem = snapshots.problem();
  if (problem !== undefined) throw controlErrors.notCurrent(snapshots.current().number, problem);
  return renewed;
}
