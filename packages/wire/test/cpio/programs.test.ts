import { execFileSync } from 'node:child_process';
import {
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CpioEntry, packCpio, readCpio } from '../../src/index.ts';
import { CPIO_PROGRAMS, cpio, inDirectory } from './tools.ts';

const MTIME = 1_700_000_000;
const text = new TextEncoder();
// The empty file and sizes around the alignment are where padding goes wrong.
const entries: CpioEntry[] = [
  { path: 'etc', mode: 0o040750, mtime: MTIME },
  { path: 'etc/empty', mode: 0o100600, mtime: MTIME },
  ...[1, 2, 3, 4, 5].map((size) => ({
    path: `etc/size ${size}`,
    mode: 0o100644,
    mtime: MTIME,
    data: text.encode('x'.repeat(size)),
  })),
  { path: 'etc/späße', mode: 0o104755, mtime: MTIME, data: text.encode('#!/bin/sh\n') },
  { path: 'link', mode: 0o120777, mtime: MTIME, linkTarget: 'etc/size 1' },
  ...['one', 'two', 'three'].map((path) => ({
    path,
    mode: 0o100640,
    mtime: MTIME,
    data: text.encode('shared\n'),
    hardLink: { key: 'shared', count: 3 },
  })),
];
const archive = packCpio(entries);

it('finds a cpio program to check against', () => {
  expect(CPIO_PROGRAMS.length).toBeGreaterThan(0);
});

describe.each(CPIO_PROGRAMS.map((program) => ({ name: program.join(' '), program })))('$name', ({ program }) => {
  it('lists our archive', () => {
    const listed = inDirectory((directory) => cpio(program, ['-t'], directory, archive).toString());
    // busybox leaves out the names of a hard-linked file that have no content.
    const names = entries.filter(({ hardLink }) => hardLink === undefined).map(({ path }) => path);
    expect(listed.trimEnd().split('\n')).toEqual(expect.arrayContaining([...names, 'three']));
  });

  it('unpacks our archive: content, modes, times and links', () => {
    inDirectory((directory) => {
      cpio(program, ['-idm'], directory, archive);
      const at = (path: string | Uint8Array): string => join(directory, String(path));
      for (const { path, mode, data, linkTarget } of entries) {
        const stat = lstatSync(at(path));
        expect([path, stat.mode]).toEqual([path, mode]);
        if (linkTarget !== undefined) expect(readlinkSync(at(path))).toBe(linkTarget);
        else if (stat.isFile()) {
          expect(readFileSync(at(path))).toEqual(Buffer.from(data ?? []));
          expect(stat.mtimeMs / 1000).toBe(MTIME);
        }
      }
      expect(lstatSync(at('one')).nlink).toBe(3);
      expect(new Set(['one', 'two', 'three'].map((path) => lstatSync(at(path)).ino)).size).toBe(1);
    });
  });

  it('writes archives that we read', () => {
    inDirectory((directory) => {
      writeFileSync(join(directory, 'a'), 'content', { mode: 0o640 });
      symlinkSync('a', join(directory, 'b'));
      const result = readCpio(cpio(program, ['-o', '-H', 'newc'], directory, text.encode('.\na\nb\n')));
      expect(result).toMatchObject({ ok: true, archives: 1 });
      expect(result.entries.map(({ path, linkTarget }) => [path, linkTarget])).toEqual([
        ['.', undefined],
        ['a', undefined],
        ['b', 'a'],
      ]);
      expect(Buffer.from(result.entries[1]?.data ?? []).toString()).toBe('content');
    });
  });
});

/** The entry for a path of the file system, as an image builder makes it. */
function entryOf(directory: string, path: string, links: ReadonlyMap<number, number>): CpioEntry {
  const stat = lstatSync(join(directory, path));
  const entry = { path, mode: stat.mode, uid: stat.uid, gid: stat.gid, mtime: stat.mtimeMs / 1000, nlink: stat.nlink };
  if (stat.isSymbolicLink()) return { ...entry, linkTarget: readlinkSync(join(directory, path)) };
  if (!stat.isFile()) return entry;
  const data = readFileSync(join(directory, path));
  const count = links.get(stat.ino) ?? 1;
  return count === 1 ? { ...entry, data } : { ...entry, data, hardLink: { key: String(stat.ino), count } };
}

it('is octet for octet what GNU cpio --reproducible writes', () => {
  inDirectory((directory) => {
    mkdirSync(join(directory, 'd/e'), { recursive: true });
    writeFileSync(join(directory, 'd/file'), 'some content');
    writeFileSync(join(directory, 'd/e/empty'), '');
    symlinkSync('../file', join(directory, 'd/e/link'));
    writeFileSync(join(directory, 'h1'), 'hard');
    linkSync(join(directory, 'h1'), join(directory, 'h2'));
    execFileSync('mkfifo', [join(directory, 'pipe')]);
    for (const path of ['d/file', 'd/e/empty', 'h1', 'd/e', 'd']) utimesSync(join(directory, path), MTIME, MTIME);
    const paths = ['d', 'd/e', 'd/e/empty', 'd/e/link', 'd/file', 'h1', 'h2', 'pipe'];
    const theirs = cpio(
      ['cpio'],
      ['-o', '-H', 'newc', '--reproducible', '--quiet'],
      directory,
      text.encode(`${paths.join('\n')}\n`),
    );
    const links = new Map([[lstatSync(join(directory, 'h1')).ino, 2]]);
    const ours = packCpio(paths.map((path) => entryOf(directory, path, links)));
    expect(renumbered(ours)).toBe(renumbered(theirs));
  });
});

/** The archive with inode numbers in order of appearance: GNU cpio counts from 0, which its trailer has as well. */
function renumbered(bytes: Uint8Array): string {
  const seen: string[] = [];
  return Buffer.from(bytes)
    .toString('latin1')
    .replace(/(?<=070701)[0-9A-F]{8}(?=[0-9A-F]{96}(?!TRAILER))/g, (ino) => {
      if (!seen.includes(ino)) seen.push(ino);
      return `inode${String(seen.indexOf(ino)).padStart(3)}`;
    });
}
