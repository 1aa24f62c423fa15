import { lstatSync, readlinkSync } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { FileType } from '@muster/wire';
import type { IsExcluded } from './excludes.ts';

/** A file, folder, link or device of an image's tree. Socket files are left out: they mean nothing in an archive. */
export interface TreeEntry {
  /** Relative path; octets as Latin-1 characters, because file names need not be UTF-8. The root itself is `.`. */
  readonly path: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes of a regular file, else 0. */
  readonly size: number;
  readonly mtimeMs: number;
  readonly rdev?: { readonly major: number; readonly minor: number };
  /** Of symbolic links, octets as Latin-1 characters. */
  readonly target?: string;
  /** Same for all names of one file, where it has several. */
  readonly linkKey?: string;
}

/** lstat calls between two turns of the event loop. */
const BATCH = 256;

/** Octets of a Latin-1 path below `root`, as the file system takes them. */
export function octets(root: string, path: string): Buffer {
  return Buffer.concat([Buffer.from(`${root}/`, 'utf8'), Buffer.from(path, 'latin1')]);
}

/**
 * Everything below `root` on its own file system, folders before their content and names in the order of their octets.
 * Mount points stay, empty.
 */
export async function listTree(root: string, isExcluded: IsExcluded): Promise<TreeEntry[]> {
  const top = await lstat(root);
  const entries: TreeEntry[] = [
    { path: '.', mode: top.mode, uid: top.uid, gid: top.gid, size: 0, mtimeMs: top.mtimeMs },
  ];
  let untilPause = BATCH;

  const visit = async (folder: string): Promise<void> => {
    const names = await readdir(octets(root, folder), { encoding: 'latin1' });
    for (const name of names.sort(byOctets)) {
      const path = folder === '' ? name : `${folder}/${name}`;
      if (isExcluded(path)) continue;
      untilPause -= 1;
      if (untilPause === 0) {
        untilPause = BATCH;
        await new Promise(setImmediate);
      }
      const found = inspect(root, path);
      if (found === undefined) continue;
      entries.push(found.entry);
      if (found.isFolder && found.device === top.dev) await visit(path);
    }
  };
  await visit('');
  return entries;
}

function byOctets(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function inspect(root: string, path: string): { entry: TreeEntry; isFolder: boolean; device: number } | undefined {
  const file = octets(root, path);
  const found = lstatSync(file);
  if (found.isSocket()) return undefined;
  const isDevice = found.isBlockDevice() || found.isCharacterDevice();
  const entry: TreeEntry = {
    path,
    mode: found.mode,
    uid: found.uid,
    gid: found.gid,
    size: found.isFile() ? found.size : 0,
    mtimeMs: found.mtimeMs,
    ...(isDevice ? { rdev: deviceNumbers(found.rdev) } : {}),
    ...(found.isSymbolicLink() ? { target: readlinkSync(file, { encoding: 'latin1' }) } : {}),
    ...(found.isFile() && found.nlink > 1 ? { linkKey: inodeOf(file) } : {}),
  };
  return { entry, isFolder: (found.mode & FileType.mask) === FileType.directory, device: found.dev };
}

/** Inode numbers of overlayfs and others pass 2^53, where two of them look alike as plain numbers. */
function inodeOf(file: Buffer): string {
  const { dev, ino } = lstatSync(file, { bigint: true });
  return `${dev}:${ino}`;
}

/** Linux's packing of device numbers (sysmacros.h gnu_dev_major, gnu_dev_minor). */
function deviceNumbers(rdev: number): { major: number; minor: number } {
  const value = BigInt(rdev);
  return {
    major: Number(((value >> 8n) & 0xfffn) | ((value >> 32n) & ~0xfffn)),
    minor: Number((value & 0xffn) | ((value >> 12n) & ~0xffn & 0xffffffffn)),
  };
}
