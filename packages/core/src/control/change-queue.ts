import { controlErrors } from '../errors/control.ts';
import type { SnapshotSource } from '../lifecycle/snapshot-source.ts';
import type { Authorship } from './procedure.ts';

/** Changes of a running server's site, one after the other. */
export interface ChangeQueue {
  /**
   * Does the work when it is its turn, and resolves once what it wrote is the current snapshot, refreshed. `by` is asked
   * when the work is done. Rejects with what the work throws, and with CONTROL_NOT_CURRENT when something on disk is broken.
   */
  inTurn<T>(work: () => Promise<T>, by: () => Authorship): Promise<T>;
}

export function createChangeQueue(
  snapshots: Pick<SnapshotSource, 'during' | 'reload' | 'problem' | 'current'>,
): ChangeQueue {
  let last: Promise<unknown> = Promise.resolve();

  const change = async <T>(work: () => Promise<T>, by: () => Authorship): Promise<T> =>
    snapshots.during(async () => {
      const result = await work();
      await snapshots.reload(by());
      const problem = snapshots.problem();
      if (problem !== undefined) throw controlErrors.notCurrent(snapshots.current().number, problem);
      return result;
    });
  return {
    inTurn: (work, by) => {
      const turn = last.then(() => change(work, by));
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}
