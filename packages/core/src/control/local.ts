import type { Static, TSchema } from 'typebox';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { OpenSite } from '../site/open-site.ts';
import type { Authorship, Control, ControlContext, Procedure, StreamProcedure } from './procedure.ts';

export interface LocalControlOptions {
  /** Opened at the first call. */
  readonly site: () => Promise<OpenSite>;
  readonly authorship: Authorship;
  /** Told about the progress of long work. */
  readonly progress?: (step: string, done?: number, total?: number) => void;
  /** Told what went wrong besides, though what was asked for is done: a change that is in no snapshot yet. */
  readonly warn?: (error: unknown) => void;
}

/** Calls procedures in this process, over the files, for when no server runs. Whoever opened the site closes it. */
export function createLocalControl(options: LocalControlOptions): Control {
  const { authorship, progress } = options;
  const controller = new AbortController();
  let snapshot: Promise<Snapshot> | undefined;

  const context = async (): Promise<ControlContext> => {
    const site = await options.site();
    return {
      site,
      daemon: false,
      authorship,
      signal: controller.signal,
      snapshot: () => {
        snapshot ??= site.snapshots.read();
        return snapshot;
      },
      progress: (step, done, total) => progress?.(step, done, total),
      warn: (error) => options.warn?.(error),
    };
  };
  return {
    daemon: false,
    call: async <In extends TSchema, Out extends TSchema>(what: Procedure<In, Out>, input: Static<In>) => {
      const given = await context();
      // What was there before is kept as well, so that the change can be taken back; broken files keep no history.
      if (what.changes === true) await given.site.snapshots.advance({ author: '-' }).catch(() => undefined);
      const result = await what.run(given, input);
      if (what.changes === true) {
        snapshot = undefined;
        await given.site.snapshots.advance(authorship).catch((error: unknown) => options.warn?.(error));
      }
      return result;
    },
    stream: async function* <In extends TSchema, Out extends TSchema>(
      what: StreamProcedure<In, Out>,
      input: Static<In>,
    ) {
      yield* what.run(await context(), input);
    },
    close: () => {
      controller.abort();
      return Promise.resolve();
    },
  };
}
