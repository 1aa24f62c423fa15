import { concatBytes, encodeText } from '../bytes.ts';
import { cpioFinished, cpioLinkIncomplete } from '../errors.ts';
import { type CpioEntry, clampTime, contentOf, pathBytes } from './entry.ts';
import { BLOCK_SIZE, FileType, paddingOf, TRAILER } from './format.ts';
import { cpioHeader } from './header.ts';

/** What to write for an entry: `header`, then `contentSize` octets of the file, then `padding`. */
export interface CpioFrame {
  /** Header, name and, of a symbolic link, its target. */
  readonly header: Uint8Array;
  /** Octets of content to write now; 0 for all but the last name of a hard-linked file. */
  readonly contentSize: number;
  readonly padding: Uint8Array;
}

interface LinkGroup {
  readonly ino: number;
  readonly count: number;
  seen: number;
}

/**
 * Makes a newc archive for any sink: call {@link CpioWriter.entry} for each member in order, write what it gives, and
 * write {@link CpioWriter.finish} at the end. The same calls give the same octets: inode numbers are counted from 1
 * and the device number is 0, whatever file system the content comes from.
 */
export class CpioWriter {
  #nextIno = 1;
  #offset = 0;
  #finished = false;
  readonly #links = new Map<string, LinkGroup>();

  /** Octets of the archive so far, the content of all entries included. */
  get size(): number {
    return this.#offset;
  }

  /**
   * The octets around an entry's content. Throws {@link WireError} `CPIO_PATH_INVALID`, `CPIO_ENTRY_INVALID`,
   * `CPIO_FIELD_RANGE`, `CPIO_FILE_TOO_LARGE` or, after the end, `CPIO_FINISHED`; the archive is then as before the
   * call.
   */
  entry(entry: CpioEntry): CpioFrame {
    if (this.#finished) throw cpioFinished();
    const name = pathBytes(entry);
    const { size, target } = contentOf(entry);
    const key = entry.hardLink?.key;
    const group = this.#groupOf(entry);
    const last = group.seen + 1 >= group.count;
    const contentSize = last && target === undefined ? size : 0;
    const isDirectory = (entry.mode & FileType.mask) === FileType.directory;
    const header = cpioHeader({
      ino: group.ino,
      mode: entry.mode,
      uid: entry.uid ?? 0,
      gid: entry.gid ?? 0,
      nlink: entry.hardLink === undefined ? (entry.nlink ?? (isDirectory ? 2 : 1)) : group.count,
      mtime: clampTime(entry.mtime ?? 0),
      filesize: target?.length ?? contentSize,
      devMajor: 0,
      devMinor: 0,
      rdevMajor: entry.rdev?.major ?? 0,
      rdevMinor: entry.rdev?.minor ?? 0,
      name,
    });
    if (group.seen === 0) this.#nextIno += 1;
    group.seen += 1;
    if (key !== undefined) this.#links.set(key, group);
    const front = target === undefined ? header : withTarget(header, target);
    const padding = new Uint8Array(paddingOf(contentSize, 4));
    this.#offset += front.length + contentSize + padding.length;
    return { header: front, contentSize, padding };
  }

  /**
   * The trailer, padded so that the archive ends at a multiple of 512 octets. Throws {@link WireError}
   * `CPIO_LINK_INCOMPLETE` when names of a hard-linked file are missing, because its content would be.
   */
  finish(): Uint8Array {
    if (this.#finished) throw cpioFinished();
    for (const [key, { seen, count }] of this.#links) {
      if (seen < count) throw cpioLinkIncomplete(key, seen, count);
    }
    this.#finished = true;
    const trailer = cpioHeader({ ...TRAILER_FIELDS, name: encodeText(TRAILER) });
    const end = this.#offset + trailer.length;
    this.#offset = end + paddingOf(end, BLOCK_SIZE);
    return concatBytes([trailer, new Uint8Array(paddingOf(end, BLOCK_SIZE))]);
  }

  /** The names of one file share an inode number; a key whose names are all written may be used for another file. */
  #groupOf(entry: CpioEntry): LinkGroup {
    const known = entry.hardLink === undefined ? undefined : this.#links.get(entry.hardLink.key);
    if (known !== undefined && known.seen < known.count) return known;
    return { ino: this.#nextIno, count: entry.hardLink?.count ?? 1, seen: 0 };
  }
}

const TRAILER_FIELDS = Object.freeze({
  ino: 0,
  mode: 0,
  uid: 0,
  gid: 0,
  nlink: 1,
  mtime: 0,
  filesize: 0,
  devMajor: 0,
  devMinor: 0,
  rdevMajor: 0,
  rdevMinor: 0,
});

function withTarget(header: Uint8Array, target: Uint8Array): Uint8Array {
  return concatBytes([header, target, new Uint8Array(paddingOf(target.length, 4))]);
}
