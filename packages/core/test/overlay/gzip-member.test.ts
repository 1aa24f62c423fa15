import { execFileSync } from 'node:child_process';
import { crc32, gunzipSync } from 'node:zlib';
import { packCpio, readCpio } from '@muster/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packOverlay } from '../../src/overlay/archive.ts';
import { crc32Combine } from '../../src/overlay/crc32-combine.ts';
import { gzipMember } from '../../src/overlay/gzip-member.ts';
import { SHARED_FROM, Segment, segmentOf } from '../../src/overlay/segment.ts';
import type { PlacedEntry } from '../../src/overlay/types.ts';

const numRuns = Math.ceil(Number(process.env.MUSTER_FUZZ_RUNS ?? 2000) / 20);

const noise = fc.uint8Array({ minLength: 1, maxLength: 600 });
/** Repeated to more than the window of DEFLATE, or not at all. */
const chunk = fc
  .tuple(noise, fc.constantFrom(1, 20, 100))
  .map(([bytes, times]) => Buffer.concat(Array.from({ length: times }, () => bytes)));
const name = fc.stringMatching(/^[a-z]{1,8}$/).map((text) => `/${text}`);
const owner = { mode: 0o644, uid: 0, gid: 0, overlay: 'o' };
const entry: fc.Arbitrary<PlacedEntry> = fc.oneof(
  fc
    .record({ path: name, content: fc.array(chunk, { maxLength: 3 }) })
    .map((file) => ({ ...owner, ...file, type: 'file' as const })),
  fc.record({ path: name }).map((directory) => ({ ...owner, ...directory, type: 'directory' as const })),
  fc.record({ path: name, target: name }).map((link) => ({ ...owner, ...link, type: 'symlink' as const })),
);
const entries = fc.uniqueArray(entry, { maxLength: 6, selector: ({ path }) => path });

/** The archive as it is made in one piece. */
function wholeArchive(placed: readonly PlacedEntry[]): Uint8Array {
  const types = { file: 0o100000, directory: 0o040000, symlink: 0o120000 };
  return packCpio(
    placed.map(({ path, type, mode, uid, gid, content = [], target }) => ({
      ...{ path: path.slice(1), mode: types[type] | mode, uid, gid },
      ...(type === 'file' ? { data: Buffer.concat(content) } : {}),
      ...(target === undefined ? {} : { linkTarget: target }),
    })),
  );
}

describe('the CRC-32 of two texts behind each other', () => {
  it('is that of the whole, whatever the texts', () => {
    const texts = fc.oneof(fc.uint8Array({ maxLength: 2000 }), chunk);
    fc.assert(
      fc.property(texts, texts, (first, second) => {
        const whole = crc32(Buffer.concat([first, second]));
        expect(crc32Combine(crc32(first), crc32(second), second.length)).toBe(whole);
      }),
      { numRuns: 10 * numRuns },
    );
  });

  it('is right where the second is longer than 2^32 bits', () => {
    const length = 2 ** 29 + 5;
    let crc = 0;
    const zeros = Buffer.alloc(2 ** 24);
    for (let rest = length; rest > 0; rest -= zeros.length)
      crc = crc32(zeros.subarray(0, Math.min(rest, zeros.length)), crc);
    const first = Buffer.from('first');
    let whole = crc32(first);
    for (let rest = length; rest > 0; rest -= zeros.length)
      whole = crc32(zeros.subarray(0, Math.min(rest, zeros.length)), whole);
    expect(crc32Combine(crc32(first), crc, length)).toBe(whole);
  });
});

describe('an archive put together of segments', () => {
  it('has the octets of one made in one piece, and so has its gzip member, which is alone', () => {
    fc.assert(
      fc.property(entries, (placed) => {
        const packed = packOverlay(placed);
        const whole = wholeArchive(placed);
        expect(Buffer.from(packed.archive).equals(whole)).toBe(true);
        expect(packed.size).toBe(whole.length);
        expect(readCpio(packed.archive)).toMatchObject({ ok: true, archives: 1 });
        expect(gunzipSync(packed.gzip()).equals(whole)).toBe(true);
        expect(Buffer.from(packOverlay(placed).gzip()).equals(packed.gzip())).toBe(true);
        // A last block of its own, with fixed codes, then CRC and length: nothing comes behind.
        const trailer = Buffer.from(packed.gzip()).subarray(-10);
        expect([trailer.readUInt16LE(0), trailer.readUInt32LE(2), trailer.readUInt32LE(6)]).toEqual([
          3,
          crc32(whole),
          whole.length,
        ]);
      }),
      { numRuns },
    );
  });

  it('is read by gzip and busybox', () => {
    for (const placed of fc.sample(entries, 12)) {
      const packed = packOverlay(placed);
      const programs = [
        ['gzip', '-dc'],
        ['busybox', 'gunzip', '-c'],
      ] as const;
      for (const [program, ...args] of programs) {
        expect(execFileSync(program, args, { input: packed.gzip() }).equals(packed.archive)).toBe(true);
      }
    }
  });

  it('gives back each entry with its content', () => {
    fc.assert(
      fc.property(entries, (placed) => {
        const given = placed.map(({ content, ...rest }) => [rest, content && Buffer.concat(content).toString('hex')]);
        const back = packOverlay(placed).entries.map(({ content, ...rest }) => [
          rest,
          content && Buffer.from(content).toString('hex'),
        ]);
        expect(back).toEqual(given);
      }),
      { numRuns },
    );
  });

  it('shares what is large and the same object with all others, compressed once', () => {
    const large = Buffer.alloc(SHARED_FROM, 'lines');
    const archives = ['a', 'b'].map((text) =>
      packOverlay([{ ...owner, path: '/f', type: 'file', content: [Buffer.from(text), large] }]),
    );
    for (const { segments } of archives) expect(segments[1]).toBe(segmentOf(large));
    expect(archives[0]?.segments[1]?.deflated).toBe(archives[1]?.segments[1]?.deflated);
    expect(archives[0]?.digest).not.toBe(archives[1]?.digest);
  });
});

describe('a gzip member', () => {
  it('of nothing is one of length 0', () => {
    expect(gunzipSync(gzipMember([]))).toHaveLength(0);
  });

  it.each([1, 2, 511, 512, 513, 8191, 8192, 8193, 32_768, 100_000])('holds a segment of %i octets', (size) => {
    const bytes = Buffer.from(Array.from({ length: size }, (_, index) => (index * index) & 255));
    expect(gunzipSync(gzipMember([new Segment(bytes), new Segment(bytes)])).equals(Buffer.concat([bytes, bytes]))).toBe(
      true,
    );
  });
});
