import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { CPIO_FIELD_MAX, type CpioEntry, CpioWriter } from '@muster/wire';
import { imageErrors } from '../errors/image.ts';
import { octets, type TreeEntry } from './tree.ts';

/** Bytes handed on at once. Reading is synchronous, so this also bounds how long a turn of the event loop takes. */
const BLOCK = 1024 * 1024;

/**
 * Time of every entry, seconds since 1970: copies of one tree have one digest. Not 0, which tar and others report as
 * implausible.
 */
const ENTRY_TIME = 1;

/** What an archive is made of. */
export interface ArchiveSource {
  /** Image name, for errors. */
  readonly image: string;
  readonly root: string;
  readonly entries: readonly TreeEntry[];
  /** Members that are not in the tree, put behind it. */
  readonly more?: readonly CpioEntry[];
  /** Told about content bytes written so far. */
  readonly onBytes?: (done: number) => void;
}

/**
 * The tree as a newc archive, in blocks of at most 1 MiB. Owners, modes, devices and hard links are kept; times and inode
 * numbers are the archive's own. Throws `IMAGE_CHANGED_DURING_BUILD` when a file differs from what the listing saw.
 */
export function* archiveTree(source: ArchiveSource): Generator<Uint8Array, void, undefined> {
  const writer = new CpioWriter();
  const links = countLinks(source.entries);
  let block = Buffer.allocUnsafe(BLOCK);
  let used = 0;
  let done = 0;

  const append = function* (bytes: Uint8Array): Generator<Uint8Array, void, undefined> {
    for (let offset = 0; offset < bytes.length; ) {
      const part = bytes.subarray(offset, offset + BLOCK - used);
      block.set(part, used);
      used += part.length;
      offset += part.length;
      if (used === BLOCK) yield flush();
    }
  };
  const flush = (): Uint8Array => {
    const full = block.subarray(0, used);
    block = Buffer.allocUnsafe(BLOCK);
    used = 0;
    return full;
  };
  const appendFile = function* (entry: TreeEntry): Generator<Uint8Array, void, undefined> {
    const file = openUnchanged(source, entry);
    try {
      for (let left = entry.size; left > 0; ) {
        const count = readSync(file, block, used, Math.min(left, BLOCK - used), null);
        if (count === 0) throw imageErrors.changedDuringBuild(source.image, shown(entry));
        used += count;
        left -= count;
        if (used === BLOCK) yield flush();
      }
      checkUnchanged(source, entry, fstatSync(file));
    } finally {
      closeSync(file);
    }
  };

  for (const entry of source.entries) {
    if (entry.size > CPIO_FIELD_MAX) throw imageErrors.fileTooLarge(source.image, shown(entry), entry.size);
    const frame = writer.entry(toMember(entry, links));
    yield* append(frame.header);
    if (frame.contentSize === 0) continue;
    yield* appendFile(entry);
    yield* append(frame.padding);
    done += frame.contentSize;
    source.onBytes?.(done);
  }
  for (const member of source.more ?? []) {
    const frame = writer.entry({ ...member, mtime: ENTRY_TIME });
    yield* append(frame.header);
    yield* append(member.data ?? new Uint8Array());
    yield* append(frame.padding);
  }
  yield* append(writer.finish());
  if (used > 0) yield flush();
}

function toMember(entry: TreeEntry, links: ReadonlyMap<string, number>): CpioEntry {
  const { path, mode, uid, gid, size, rdev, target, linkKey } = entry;
  const count = linkKey === undefined ? 1 : (links.get(linkKey) ?? 1);
  return {
    path: Buffer.from(path, 'latin1'),
    mode,
    uid,
    gid,
    mtime: ENTRY_TIME,
    ...(size > 0 ? { size } : {}),
    ...(rdev === undefined ? {} : { rdev }),
    ...(target === undefined ? {} : { linkTarget: Buffer.from(target, 'latin1') }),
    ...(linkKey === undefined || count === 1 ? {} : { hardLink: { key: linkKey, count } }),
  };
}

/** Names within the archive: a file's names outside the tree do not count. */
function countLinks(entries: readonly TreeEntry[]): Map<string, number> {
  const links = new Map<string, number>();
  for (const { linkKey } of entries) if (linkKey !== undefined) links.set(linkKey, (links.get(linkKey) ?? 0) + 1);
  return links;
}

function openUnchanged(source: ArchiveSource, entry: TreeEntry): number {
  let file: number;
  try {
    file = openSync(octets(source.root, entry.path), constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ELOOP') throw imageErrors.changedDuringBuild(source.image, shown(entry));
    throw imageErrors.fileUnreadable(source.image, shown(entry), error);
  }
  try {
    checkUnchanged(source, entry, fstatSync(file));
    return file;
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function checkUnchanged(source: ArchiveSource, entry: TreeEntry, now: Stats): void {
  if (now.isFile() && now.size === entry.size && now.mtimeMs === entry.mtimeMs) return;
  throw imageErrors.changedDuringBuild(source.image, shown(entry));
}

/** The path for people: octets read as UTF-8. */
function shown(entry: TreeEntry): string {
  return Buffer.from(entry.path, 'latin1').toString('utf8');
}
