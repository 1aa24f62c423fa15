import { controlErrors } from '../errors/control.ts';
import type { SnapshotSource } from '../lifecycle/snapshot-source.ts';
import type { Authorship, ControlContext } from './procedure.ts';

/** Who changes something. */
export interface ChangeAuthor {
  /** Asked when the work is done. */
  readonly by: () => Authorship;
  /** Told what came of the change elsewhere: a daemon that refuses it. */
  readonly warn?: ControlContext['warn'];
}

/** Changes of a running server's site, one after the other. */
export interface ChangeQueue {
  /**
   * Does the work when it is its turn, and resolves once what it wrote is the current snapshot, refreshed. Rejects with what
   * the work throws, and with CONTROL_NOT_CURRENT when something on disk is broken.
   */
  inTurn<T>(work: () => Promise<T>, author: ChangeAuthor): Promise<T>;
}

export function createChangeQueue(
  snapshots: Pick<SnapshotSource, 'during' | 'reload' | 'problem' | 'failures' | 'current'>,
): ChangeQueue {
  let last: Promise<unknown> = Promise.resolve();

  const change = async <T>(work: () => Promise<T>, { by, warn }: ChangeAuthor): Promise<T> =>
    snapshots.during(async () => {
      const result = await work();
      const renewed = await snapshots.reload(by());
      const problem = snapshots.problem();
      if (problem !== undefined) throw controlErrors.notCurrent(snapshots.current().number, problem);
      if (renewed) for (const { error } of snapshots.failures()) warn?.(error);
      return result;
    });
  return {
    inTurn: (work, author) => {
      const turn = last.then(() => change(work, author));
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}
