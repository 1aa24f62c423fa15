import { realpath, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import { formatBytes } from '../progress/format.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { Check, CheckResult } from '../plugin/types.ts';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

/** Leases, sessions and history are a few megabytes; below this they are about to fail. */
const LEAST = 64 * MIB;
const SCARCE = 2 * GIB;
/** Of the file system's inodes. An image is a tree of some ten thousand files. */
const FEW_INODES = 50_000;

/** Free space of one file system, octets and inodes. `inodes` is undefined where it makes them as it goes (btrfs). */
export interface Space {
  readonly folder: string;
  readonly free: number;
  readonly inodes: number | undefined;
}

/** Whether the folders that Muster writes into have space for leases and for another image. */
export function diskCheck(state: string): Check {
  return {
    name: 'disk',
    run: async ({ snapshot }) => {
      const folders = ['', 'images', 'blobs'].map((name) => path.join(state, name));
      return (await spaces(folders)).flatMap((space) => checkSpace(space, largestImage(snapshot)));
    },
  };
}

/** One entry a file system; a folder that is not there yet will be on that of its parent. */
async function spaces(folders: readonly string[]): Promise<readonly Space[]> {
  const found = new Map<number, Space>();
  for (const folder of folders) {
    const place = await existing(folder);
    const { dev } = await stat(place);
    if (found.has(dev)) continue;
    const { bavail, bsize, ffree, files } = await statfs(place);
    found.set(dev, { folder: place, free: bavail * bsize, inodes: files === 0 ? undefined : ffree });
  }
  return [...found.values()];
}

async function existing(folder: string): Promise<string> {
  const found = await realpath(folder).catch(() => undefined);
  return found ?? (path.dirname(folder) === folder ? folder : existing(path.dirname(folder)));
}

/** Octets of the largest archive: a build writes the next one beside it. */
function largestImage(snapshot: Snapshot | undefined): number {
  const sizes = [...(snapshot?.images.values() ?? [])].map(({ archive }) => archive?.size ?? 0);
  return Math.max(0, ...sizes);
}

export function checkSpace({ folder, free, inodes }: Space, image: number): CheckResult[] {
  const results: CheckResult[] = [];
  const remedy = `make space there ("muster image list" shows sizes), or move paths.state to a larger file system`;
  if (free < LEAST) {
    const sentence = `${formatBytes(free)} are free in ${folder}: leases can soon not be written, and machines get no address`;
    results.push({ level: 'error', sentence, remedy });
  } else if (free < Math.max(SCARCE, image)) {
    const sentence =
      image > free
        ? `${formatBytes(free)} are free in ${folder}: the largest image (${formatBytes(image)}) cannot be built again`
        : `${formatBytes(free)} are free in ${folder}`;
    results.push({ level: 'warning', sentence, remedy });
  }
  if (inodes !== undefined && inodes < FEW_INODES) {
    const sentence = `${inodes} inodes are free in ${folder}: an image has some ten thousand files`;
    results.push({ level: inodes < 100 ? 'error' : 'warning', sentence, remedy });
  }
  return results.length > 0 ? results : [{ level: 'ok', sentence: `${formatBytes(free)} are free in ${folder}` }];
}
