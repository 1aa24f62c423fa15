import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { registryFileNames } from './load-files.ts';

/** What a look at the folder shows of its files, without reading them. */
export async function folderSignature(folder: string): Promise<string> {
  const parts: string[] = [];
  for (const name of await registryFileNames(folder)) {
    const info = await stat(join(folder, name), { bigint: true }).catch(() => undefined);
    if (info !== undefined) parts.push(`${name} ${info.ino} ${info.size} ${info.mtimeNs}`);
  }
  return parts.join('\n');
}

export interface WatchOptions {
  /** Quiet time after the last event before looking, ms. */
  readonly debounceMs: number;
  /** Looks this often anyway: network file systems tell nothing, ms. */
  readonly pollMs: number;
  /** What the folder shows now, and what is known of it; taken while nothing is being written, so that own writes are no news. */
  look(): Promise<{ readonly found: string; readonly known: string | undefined }>;
  changed(): void;
}

/** Changes without an end do not put off the look by more than this, ms. */
const LONGEST_MS = 1000;

/** Looks at a folder when the kernel tells of a change, and from time to time. Returns how to stop. */
export function watchFolder(folder: string, options: WatchOptions): () => Promise<void> {
  let watcher: FSWatcher | undefined;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | undefined;
  /** When the first event came that was not followed by a look. */
  let told: number | undefined;
  let seen: string | undefined;
  let stopped = false;

  const look = async (): Promise<void> => {
    watcher ??= open();
    const looked = await options.look().catch(() => undefined);
    if (stopped || looked === undefined || looked.found === seen) return;
    seen = looked.found;
    if (looked.found !== looked.known) options.changed();
  };
  const lookIn = (delay: number): void => {
    clearTimeout(timer);
    if (stopped) return;
    timer = setTimeout(() => {
      told = undefined;
      looking = look().finally(() => {
        looking = undefined;
        lookIn(told === undefined ? options.pollMs : options.debounceMs);
      });
    }, delay);
    timer.unref();
  };
  const open = (): FSWatcher | undefined => {
    try {
      const opened = watch(folder, { persistent: false }, () => {
        const now = performance.now();
        told ??= now;
        if (looking === undefined) lookIn(Math.max(0, Math.min(options.debounceMs, told + LONGEST_MS - now)));
      });
      opened.on('error', () => {
        opened.close();
        watcher = undefined;
      });
      return opened;
    } catch {
      // The folder does not exist yet, or inotify's limit is reached (inotify(7)): looking from time to time remains.
      return undefined;
    }
  };

  watcher = open();
  lookIn(options.debounceMs);
  return async () => {
    stopped = true;
    clearTimeout(timer);
    watcher?.close();
    await looking;
  };
}
