import type { FindOptions } from '../config/find-file.ts';
import { quickPaths } from '../config/quick-paths.ts';
import { completeNames } from './complete-names.ts';
import { fileNames } from './file-names.ts';
import type { Candidate, Completes } from './types.ts';

export interface OfflineOptions {
  /** How the configuration is found. */
  readonly find: FindOptions;
  /** Folders of distribution overlays. */
  readonly distributionOverlays: readonly string[];
}

/** As the call `complete.names`, from the files of a site, for when no server runs. Throws CONFIG_* errors. */
export async function completeOffline(
  { find, distributionOverlays }: OfflineOptions,
  kind: Completes,
  word: string,
): Promise<readonly Candidate[]> {
  return completeNames(fileNames(await quickPaths(find), distributionOverlays), kind, word);
}
