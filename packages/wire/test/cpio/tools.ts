import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { type CpioEntry, FileType } from '../../src/index.ts';

function runs(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The cpio programs of this machine, as command and first arguments. */
export const CPIO_PROGRAMS: readonly (readonly string[])[] = [
  ...(runs('cpio', '--version') ? [['cpio']] : []),
  ...(runs('busybox', 'cpio', '--help') ? [['busybox', 'cpio']] : []),
];

/** Runs `body` in an empty directory that is removed afterwards. */
export function inDirectory<T>(body: (directory: string) => T): T {
  const directory = mkdtempSync(join(tmpdir(), 'muster-cpio-'));
  try {
    return body(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** What `program` with `args` prints in `directory` when given `input`. */
export function cpio(
  program: readonly string[],
  args: readonly string[],
  directory: string,
  input: Uint8Array,
): Buffer {
  const [command = '', ...first] = program;
  return execFileSync(command, [...first, ...args], { cwd: directory, input, stdio: ['pipe', 'pipe', 'pipe'] });
}

const segment = fc.stringMatching(/^[a-zA-Z0-9_ äß-]{1,12}$/);
const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'));
const permissions = fc.nat(0o7777);
const u32 = fc.nat(0xffffffff);
const owner = { path, uid: u32, gid: u32, mtime: u32 };

/** Any entry without hard links. */
export const anyEntry: fc.Arbitrary<CpioEntry> = fc.oneof(
  fc
    .record({ ...owner, bits: permissions, data: fc.uint8Array({ maxLength: 300 }) })
    .map(({ bits, ...entry }) => ({ ...entry, mode: FileType.regular | bits })),
  fc
    .record({ ...owner, bits: permissions })
    .map(({ bits, ...entry }) => ({ ...entry, mode: FileType.directory | bits })),
  fc.record({ ...owner, linkTarget: path }).map((entry) => ({ ...entry, mode: FileType.symlink | 0o777 })),
  fc
    .record({ ...owner, type: fc.constantFrom(FileType.blockDevice, FileType.characterDevice), major: u32, minor: u32 })
    .map(({ type, major, minor, ...entry }) => ({ ...entry, mode: type | 0o600, rdev: { major, minor } })),
  fc.record(owner).map((entry) => ({ ...entry, mode: FileType.fifo | 0o644 })),
);
