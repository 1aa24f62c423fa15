import { execFile } from 'node:child_process';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { decodeTftp } from '@muster/wire';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BlockSource } from '../../src/content/block-source.ts';
import { FileCache } from '../../src/content/file-cache.ts';
import { content } from '../support.ts';

const MEBIBYTE = 1024 * 1024;

describe('the cache of served files', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'muster-cache-'));
    file = join(folder, 'file');
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** The content as a client puts it together. */
  async function assembled(source: BlockSource): Promise<Buffer> {
    const parts: Uint8Array[] = [];
    for (let block = 1; block <= source.blocks; block += 1) {
      if (source.packets(block, 1) === undefined) await source.load(block);
      const decoded = decodeTftp(source.packets(block, 1) ?? new Uint8Array(0));
      if (!decoded.ok || decoded.packet.op !== 'DATA') throw new Error('not a DATA packet');
      expect(decoded.packet.block).toBe(block & 0xffff);
      parts.push(decoded.packet.data);
    }
    return Buffer.concat(parts);
  }

  it('gives the blocks of a file of any size, in any block size, from memory and streamed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(9000),
        fc.integer({ min: 8, max: 1468 }),
        fc.constantFrom(0, MEBIBYTE),
        async (size, blksize, capacity) => {
          const bytes = content(size);
          await writeFile(file, bytes);
          const source = await new FileCache(capacity).open(file, blksize);
          expect(source.size).toBe(size);
          expect((await assembled(source)).equals(bytes)).toBe(true);
          await source.close();
        },
      ),
      { numRuns: 150 },
    );
  });

  it('streams a file of many pieces', async () => {
    const bytes = content(3 * MEBIBYTE + 17);
    await writeFile(file, bytes);
    const source = await new FileCache(0).open(file, 512);
    expect((await assembled(source)).equals(bytes)).toBe(true);
    await source.close();
  });

  it('reads a file anew when it has changed', async () => {
    const cache = new FileCache(MEBIBYTE);
    for (const text of ['first', 'other']) {
      await rm(file, { force: true });
      await writeFile(file, text);
      const source = await cache.open(file, 512);
      expect((await assembled(source)).toString()).toBe(text);
      await source.close();
    }
  });

  it('holds no more than it may, and drops what was not used for longest', async () => {
    const cache = new FileCache(250_000);
    const names = ['a', 'b', 'c', 'd'].map((name) => join(folder, name));
    for (const name of names) {
      await writeFile(name, content(100_000));
      await (await cache.open(name, 1000)).close();
      expect(cache.used).toBeLessThanOrEqual(250_000);
    }
    expect(cache.used).toBe(2 * (100_000 + 101 * 4));
  });

  it('never drops what is in use: what has no room beside it is streamed', async () => {
    const cache = new FileCache(150_000);
    const names = ['a', 'b'].map((name) => join(folder, name));
    for (const name of names) await writeFile(name, content(100_000));
    const sources = await Promise.all(names.map((name) => cache.open(name, 1000)));
    expect(cache.used).toBe(100_000 + 101 * 4);
    for (const source of sources) {
      expect((await assembled(source)).equals(content(100_000))).toBe(true);
      await source.close();
    }
  });

  it('reads a file once for clients that ask at the same time', async () => {
    await writeFile(file, content(100_000));
    const cache = new FileCache(MEBIBYTE);
    const sources = await Promise.all(Array.from({ length: 20 }, () => cache.open(file, 1000)));
    expect(cache.used).toBe(100_000 + 101 * 4);
    expect(new Set(sources.map((source) => source.packets(1, 1)?.buffer)).size).toBe(1);
    await Promise.all(sources.map((source) => source.close()));
  });

  it('serves regular files only', async () => {
    const cache = new FileCache(MEBIBYTE);
    const fifo = join(folder, 'fifo');
    await promisify(execFile)('mkfifo', [fifo]);
    for (const name of [fifo, folder, '/dev/zero']) {
      await expect(cache.open(name, 512)).rejects.toThrow('not a regular file');
    }
    await expect(cache.open(join(folder, 'none'), 512)).rejects.toThrow('the file is missing on the server');
  });

  it('fails a transfer whose file became shorter, and recovers', async () => {
    await writeFile(file, content(MEBIBYTE));
    const source = await new FileCache(0).open(file, 512);
    await source.load(1);
    await truncate(file, 600_000);
    await expect(source.load(source.blocks - 1)).rejects.toThrow('the file became shorter while it was being sent');
    await source.close();
  });
});
