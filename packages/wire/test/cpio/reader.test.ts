import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CpioEntry, CpioWriter, packCpio, readCpio } from '../../src/index.ts';
import { mutated, octets, RUNS } from '../fuzz.ts';
import { anyEntry } from './tools.ts';

const text = new TextEncoder();
const file = (path: string, content: string): CpioEntry => ({ path, mode: 0o100644, data: text.encode(content) });
const first = packCpio([{ path: 'etc', mode: 0o040755 }, file('etc/hostname', 'image\n')]);
const second = packCpio([file('etc/hostname', 'n01\n'), { path: 'l', mode: 0o120777, linkTarget: 'etc' }]);

/** What the reader gives back, in the writer's terms. */
function entriesOf(archive: Uint8Array): unknown {
  const result = readCpio(archive);
  return result.ok
    ? result.entries.map(({ path, data, linkTarget, archive: index }) => [
        index,
        path,
        linkTarget ?? Buffer.from(data).toString(),
      ])
    : result.reason;
}

const without = (archive: Uint8Array, offset: number, value: number): Uint8Array => {
  const copy = Uint8Array.from(archive);
  copy[offset] = value;
  return copy;
};

describe('reading cpio archives', () => {
  it('reads several archives with zeros between them, as the kernel does', () => {
    const joined = Buffer.concat([first, new Uint8Array(8), second]);
    expect(entriesOf(joined)).toEqual([
      [0, 'etc', ''],
      [0, 'etc/hostname', 'image\n'],
      [1, 'etc/hostname', 'n01\n'],
      [1, 'l', 'etc'],
    ]);
    expect(readCpio(joined)).toMatchObject({ ok: true, archives: 2 });
  });

  it('reads an archive that is not padded to 512 octets', () => {
    expect(readCpio(first.subarray(0, first.lastIndexOf(0x21) + 5))).toMatchObject({ ok: true, archives: 1 });
  });

  it('reads digits of either case', () => {
    const lower = Uint8Array.from(
      Buffer.from(Buffer.from(first).toString('latin1').replace('000041ED', '000041ed'), 'latin1'),
    );
    expect(lower).not.toEqual(first);
    expect(readCpio(lower)).toEqual(readCpio(first));
  });

  it('gives content as views', () => {
    const result = readCpio(first);
    expect(result.entries[1]?.data.buffer).toBe(first.buffer);
  });

  it.each<[string, Uint8Array, string, number]>([
    ['no octets', new Uint8Array(), 'no-archive', 0],
    ['nothing but zeros', new Uint8Array(512), 'no-archive', 512],
    ['a gzip header', Uint8Array.of(0x1f, 0x8b, 8, 0), 'bad-magic', 0],
    ['the old binary format', Uint8Array.of(0x30, 0x37, 0x30, 0x37, 0x30, 0x37, 0x30), 'bad-magic', 0],
    ['a digit that is none', without(first, 20, 0x67), 'bad-number', 0],
    ['half a header', first.subarray(0, 60), 'truncated', 0],
    ['half a file', first.subarray(0, 240), 'truncated', 116],
    ['no trailer', first.subarray(0, 248), 'missing-trailer', 248],
    ['an odd number of zeros', Buffer.concat([first, new Uint8Array(3), second]), 'bad-padding', first.length + 3],
    ['a name without its NUL', without(first, 113, 0x61), 'bad-name', 0],
    ['an empty name', without(first, 110, 0), 'bad-name', 0],
    ['no name', without(first, 101, 0x30), 'bad-name', 0],
    ['an endless name', without(first, 97, 0x31), 'bad-name', 0],
    ['junk behind the trailer', Buffer.concat([first, Uint8Array.of(1, 2, 3, 4)]), 'bad-magic', first.length],
  ])('says what is wrong with %s', (_, archive, reason, offset) => {
    expect(readCpio(archive)).toMatchObject({ ok: false, reason, offset });
  });

  it('gives back what was written', () => {
    fc.assert(
      fc.property(fc.array(anyEntry, { maxLength: 6 }), (entries) => {
        const archive = packCpio(entries);
        const result = readCpio(archive);
        expect(archive.length % 512).toBe(0);
        expect(result.ok).toBe(true);
        expect(
          result.entries.map(({ path, mode, uid, gid, mtime, data, linkTarget, rdevMajor, rdevMinor }) => ({
            ...{ path, mode, uid, gid, mtime, rdev: { major: rdevMajor, minor: rdevMinor } },
            content: linkTarget ?? Buffer.from(data).toString('hex'),
          })),
        ).toEqual(
          entries.map(({ path, mode, uid, gid, mtime, data, linkTarget, rdev = { major: 0, minor: 0 } }) => ({
            ...{ path, mode, uid, gid, mtime, rdev },
            content: linkTarget ?? Buffer.from(data ?? []).toString('hex'),
          })),
        );
      }),
      { numRuns: RUNS },
    );
  });

  it('gives the same when the writer is streamed', () => {
    fc.assert(
      fc.property(fc.array(anyEntry, { maxLength: 4 }), (entries) => {
        const writer = new CpioWriter();
        const parts = entries.flatMap(({ data, ...entry }) => {
          const frame = writer.entry(data === undefined ? entry : { ...entry, size: data.length });
          return [frame.header, data ?? new Uint8Array(), frame.padding];
        });
        parts.push(writer.finish());
        expect(Buffer.concat(parts).equals(packCpio(entries))).toBe(true);
      }),
      { numRuns: RUNS },
    );
  });

  it('never throws or hangs, whatever the octets', () => {
    const samples = [first, second, Uint8Array.from(Buffer.concat([first, second]))];
    fc.assert(
      fc.property(fc.oneof(octets(400), mutated(samples)), (bytes) => {
        const result = readCpio(bytes);
        const total = result.entries.reduce((sum, { data }) => sum + 110 + data.length, 0);
        expect(total).toBeLessThanOrEqual(bytes.length);
        if (!result.ok) expect(result.offset).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: RUNS },
    );
  });
});
