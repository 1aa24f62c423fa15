import { messageOf } from '../errors/index.ts';
import type { ServeContext } from '../lifecycle/hooks.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { PluginContext } from '../plugin/types.ts';

/** A program that runs by what a snapshot says. */
export interface Follower {
  /** Brings it to this snapshot. Rejects when it refuses; it then goes on with what it had. Never called twice at once. */
  apply(snapshot: Snapshot): Promise<void>;
  close(): Promise<void>;
}

/** Starts a follower for a snapshot. */
export type StartFollower = (serve: ServeContext, first: Snapshot) => Promise<Follower>;

/** The program runs while Muster serves, and follows every snapshot: taps `serve` and `refresh` in the plugin's name. */
export function followSnapshots(
  { plugin, hooks, log, snapshot }: Pick<PluginContext, 'plugin' | 'hooks' | 'log' | 'snapshot'>,
  start: StartFollower,
): void {
  let follower: Follower | undefined;
  let turn: Promise<void> = Promise.resolve();
  const apply = (next: Snapshot): Promise<void> => {
    const applied = turn.then(() => follower?.apply(next));
    turn = applied.catch(() => undefined);
    return applied;
  };
  hooks.serve.tapPromise(plugin, async (serve) => {
    const first = snapshot();
    const started = await start(serve, first);
    serve.onClose(() => {
      follower = undefined;
      return started.close();
    });
    follower = started;
    if (snapshot() === first) return;
    // A change that came while it started was told to nobody. One that it refuses does not end the server.
    await apply(snapshot()).catch((error: unknown) => {
      log.error({ err: error }, `goes on with what it started with: ${messageOf(error)}`);
    });
  });
  hooks.refresh.tapPromise(plugin, async (change) => {
    if (change.kind === 'snapshot') await apply(change.snapshot);
  });
}
