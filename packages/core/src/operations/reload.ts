import path from 'node:path';
import { loadSite } from '../config/index.ts';
import type { ControlContext } from '../control/procedure.ts';
import type { WireError } from '../control/protocol.ts';
import { problemOf } from '../control/wire-error.ts';
import type { OpenSite } from '../site/open-site.ts';

/** What a reload did. */
export interface Reloaded {
  /** Whether registry, images or overlays had changed and are in use now. */
  readonly renewed: boolean;
  /** Number of the snapshot in use. */
  readonly snapshot: number;
  /** The configuration itself is only read at start: whether a restart would find another one. */
  readonly config: 'same' | 'changed' | 'broken';
  /** Why what is on disk is not in use. */
  readonly problem?: WireError;
  /** Why parts of the server go on with what they had before. */
  readonly failures: readonly WireError[];
}

/** Reads registry, images and overlays again, and tells whether the configuration would need a restart. */
export async function reloadServer({
  site,
  daemon,
  authorship,
}: Pick<ControlContext, 'site' | 'daemon' | 'authorship'>): Promise<Reloaded> {
  const { snapshots } = site;
  const config = await configState(site);
  if (!daemon) {
    return { renewed: false, snapshot: await snapshots.advance(authorship), config, failures: [] };
  }
  const renewed = await snapshots.reload(authorship);
  // What was edited just before has been noticed already: the reason given here is meant for it.
  if (!renewed && authorship.reason !== undefined) {
    await site.history.attribute(snapshots.current().number, authorship);
  }
  const problem = snapshots.problem();
  const { number } = snapshots.current();
  const failures = snapshots.failures().map(({ error }) => problemOf(error));
  return {
    renewed,
    snapshot: number,
    config,
    failures,
    ...(problem === undefined ? {} : { problem: problemOf(problem) }),
  };
}

async function configState({ site }: Pick<OpenSite, 'site'>): Promise<Reloaded['config']> {
  const { file } = site;
  if (file === undefined) return 'same';
  try {
    const loaded = await loadSite({ config: file, cwd: path.dirname(file) });
    return JSON.stringify(loaded.site) === JSON.stringify(site) ? 'same' : 'changed';
  } catch {
    return 'broken';
  }
}
