import { decodeText } from '../bytes.ts';
import { FileType, HEADER_SIZE, MAGIC, NAME_LIMIT, paddingOf, TRAILER } from './format.ts';
import type { CpioHeader } from './header.ts';

/** A member as it stands in the archive. Of a hard-linked file only the last name has the content. */
export interface CpioRecord extends CpioHeader {
  /** `name` as text; malformed UTF-8 becomes U+FFFD. Not checked: it may be absolute or lead upwards. */
  readonly path: string;
  /** View into the archive. */
  readonly data: Uint8Array;
  /** Of symbolic links. */
  readonly linkTarget?: string;
  /** Which of several concatenated archives it is in, from 0. */
  readonly archive: number;
}

/** Why octets are not a sequence of newc archives. */
export type CpioReadReason =
  /** No archive at all: empty, or nothing but zeros. */
  | 'no-archive'
  /** Something else than `070701` where a header has to be; a compressed archive begins, perhaps. */
  | 'bad-magic'
  /** A header field is not eight hexadecimal digits. */
  | 'bad-number'
  /** The name is empty, longer than 4096 octets or not ended by a NUL. */
  | 'bad-name'
  /** Zeros between archives do not end at a multiple of 4. */
  | 'bad-padding'
  /** The octets end within an entry. */
  | 'truncated'
  /** The octets end between entries, before the trailer. */
  | 'missing-trailer';

/** The members of all archives in order; on failure those before the fault. */
export type CpioReadResult =
  | { readonly ok: true; readonly entries: readonly CpioRecord[]; readonly archives: number }
  /** `offset` is where the entry that cannot be read begins; `entries` are those before it. */
  | {
      readonly ok: false;
      readonly reason: CpioReadReason;
      readonly offset: number;
      readonly entries: readonly CpioRecord[];
    };

/**
 * Reads one or several newc archives with zeros between them, as the kernel accepts them for an initramfs. Total.
 */
export function readCpio(bytes: Uint8Array): CpioReadResult {
  const entries: CpioRecord[] = [];
  let archive = 0;
  let inArchive = false;
  let offset = 0;
  const failure = (reason: CpioReadReason): CpioReadResult => ({ ok: false, reason, offset, entries });
  while (offset < bytes.length) {
    if (!inArchive && bytes[offset] === 0) {
      while (bytes[offset] === 0) offset += 1;
      if (offset < bytes.length && offset % 4 !== 0) return failure('bad-padding');
      continue;
    }
    const member = readMember(bytes, offset, archive);
    if (typeof member === 'string') return failure(member);
    offset = member.next;
    inArchive = member.record.path !== TRAILER;
    if (inArchive) entries.push(member.record);
    else archive += 1;
  }
  if (inArchive) return failure('missing-trailer');
  return archive === 0 ? failure('no-archive') : { ok: true, entries, archives: archive };
}

function readMember(
  bytes: Uint8Array,
  start: number,
  archive: number,
): { record: CpioRecord; next: number } | CpioReadReason {
  for (let index = 0; index < MAGIC.length && start + index < bytes.length; index += 1) {
    if (bytes[start + index] !== MAGIC.charCodeAt(index)) return 'bad-magic';
  }
  if (start + HEADER_SIZE > bytes.length) return 'truncated';
  const fields = readNumbers(bytes, start + MAGIC.length);
  if (fields === undefined) return 'bad-number';
  const { namesize, ...numbers } = fields;
  if (namesize < 2 || namesize > NAME_LIMIT) return 'bad-name';
  const nameStart = start + HEADER_SIZE;
  const dataStart = nameStart + namesize + paddingOf(HEADER_SIZE + namesize, 4);
  const dataEnd = dataStart + numbers.filesize;
  const next = dataEnd + paddingOf(numbers.filesize, 4);
  if (next > bytes.length) return 'truncated';
  if (bytes[nameStart] === 0 || bytes[nameStart + namesize - 1] !== 0) return 'bad-name';
  const name = bytes.subarray(nameStart, bytes.indexOf(0, nameStart));
  const data = bytes.subarray(dataStart, dataEnd);
  const base = { ...numbers, name, path: decodeText(name), data, archive };
  const isLink = (numbers.mode & FileType.mask) === FileType.symlink;
  const record: CpioRecord = isLink ? { ...base, linkTarget: decodeText(data) } : base;
  return { record, next };
}

type Numbers = Omit<CpioHeader, 'name'> & { readonly namesize: number };

function readNumbers(bytes: Uint8Array, start: number): Numbers | undefined {
  const values: number[] = [];
  for (let index = 0; index < 12; index += 1) {
    const value = readHex(bytes, start + 8 * index);
    if (value === undefined) return undefined;
    values.push(value);
  }
  const [ino = 0, mode = 0, uid = 0, gid = 0, nlink = 0, mtime = 0, ...rest] = values;
  const [filesize = 0, devMajor = 0, devMinor = 0, rdevMajor = 0, rdevMinor = 0, namesize = 0] = rest;
  return { ino, mode, uid, gid, nlink, mtime, filesize, devMajor, devMinor, rdevMajor, rdevMinor, namesize };
}

function readHex(bytes: Uint8Array, offset: number): number | undefined {
  let value = 0;
  for (let index = offset; index < offset + 8; index += 1) {
    const digit = hexDigit(bytes[index] ?? 0);
    if (digit < 0) return undefined;
    value = value * 16 + digit;
  }
  return value;
}

function hexDigit(octet: number): number {
  if (octet >= 0x30 && octet <= 0x39) return octet - 0x30;
  const lower = octet | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x61 + 10 : -1;
}
