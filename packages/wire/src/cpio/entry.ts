import { decodeText, encodeText } from '../bytes.ts';
import { cpioEntryInvalid, cpioFileTooLarge, cpioPathInvalid } from '../errors.ts';
import { CPIO_FIELD_MAX, FileType, NAME_LIMIT, TRAILER } from './format.ts';

/** One member of an archive. */
export interface CpioEntry {
  /** Relative, without `..`; octets where a file name is not UTF-8. Directories come before what they contain. */
  readonly path: string | Uint8Array;
  /** Type bits ({@link FileType}) and permissions, such as `0o100644`. */
  readonly mode: number;
  /** Default 0. */
  readonly uid?: number;
  /** Default 0. */
  readonly gid?: number;
  /** Seconds since 1970, default 0; fractions are dropped and values out of range brought to the nearest limit. */
  readonly mtime?: number;
  /** Default 2 for directories, `hardLink.count` for hard links, else 1. */
  readonly nlink?: number;
  /** Of block and character devices. */
  readonly rdev?: { readonly major: number; readonly minor: number };
  /** Content of a regular file. */
  readonly data?: Uint8Array;
  /** Octets of a regular file whose content the caller writes; not together with `data`. */
  readonly size?: number;
  /** What a symbolic link points to. */
  readonly linkTarget?: string | Uint8Array;
  /**
   * Given for every name of a file with several names in this archive: the same `key`, and how many there are. Every
   * name carries the content (`data` or `size`); it is written once, with the last one.
   */
  readonly hardLink?: { readonly key: string; readonly count: number };
}

/** The path of an entry for messages. */
export function pathText({ path }: CpioEntry): string {
  return typeof path === 'string' ? path : decodeText(path);
}

export function pathBytes(entry: CpioEntry): Uint8Array {
  const name = typeof entry.path === 'string' ? encodeText(entry.path) : entry.path;
  const text = pathText(entry);
  const valid =
    name.length > 0 &&
    name.length < NAME_LIMIT &&
    !name.includes(0) &&
    !text.startsWith('/') &&
    text !== TRAILER &&
    !text.split('/').includes('..');
  if (!valid) throw cpioPathInvalid(text);
  return name;
}

/** The octets of content, and those of a link's target, that the archive holds for this entry. */
export function contentOf(entry: CpioEntry): { size: number; target: Uint8Array | undefined } {
  const text = pathText(entry);
  const type = entry.mode & FileType.mask;
  const { data, linkTarget } = entry;
  if (type === FileType.symlink) {
    if (linkTarget === undefined || linkTarget.length === 0) {
      throw cpioEntryInvalid(text, 'is a symbolic link without target', 'Give linkTarget.');
    }
    const target = typeof linkTarget === 'string' ? encodeText(linkTarget) : linkTarget;
    return { size: target.length, target };
  }
  if (linkTarget !== undefined) {
    throw cpioEntryInvalid(text, 'has a link target but is no symbolic link', 'Set the type bits of mode to 0o120000.');
  }
  const size = entry.size ?? data?.length ?? 0;
  if (size > 0 && type !== FileType.regular) {
    throw cpioEntryInvalid(text, 'has content but is no regular file', 'Set the type bits of mode to 0o100000.');
  }
  if (data !== undefined && data.length !== size) {
    throw cpioEntryInvalid(text, `has ${data.length} octets of data and a size of ${size}`, 'Give either of them.');
  }
  if (size > CPIO_FIELD_MAX) throw cpioFileTooLarge(text, size);
  return { size, target: undefined };
}

/** `mtime` as the header's unsigned 32-bit seconds. */
export function clampTime(seconds: number): number {
  return Math.min(Math.max(Math.floor(seconds), 0), CPIO_FIELD_MAX);
}
