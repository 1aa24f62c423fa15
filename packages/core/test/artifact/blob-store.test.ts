import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BlobStore, CHUNK_SIZE, createBlobStore } from '../../src/artifact/index.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const CONTENT = Buffer.from('content');
const DAY = 24 * 60 * 60 * 1000;

let folder: string;
let blobs: BlobStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-blobs-'));
  blobs = createBlobStore(join(folder, 'state'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function sourceFile(content: Uint8Array): Promise<string> {
  const file = join(folder, 'source');
  await writeFile(file, content);
  return file;
}

describe('a blob store', () => {
  it('names what it takes by its SHA-256, moving or copying it', async () => {
    const file = await sourceFile(CONTENT);
    const info = { digest: sha256(CONTENT), size: CONTENT.length };
    expect(await blobs.add(file)).toEqual(info);
    expect(await readFile(file)).toEqual(CONTENT);
    expect(await blobs.adopt(file)).toEqual(info);
    await expect(stat(file)).rejects.toMatchObject({ code: 'ENOENT' });
    const found = await blobs.path(info.digest);
    expect(found).toEqual({ file: join(folder, 'state', 'blobs', 'sha256', info.digest), size: 7 });
    expect(await readFile(found?.file ?? '')).toEqual(CONTENT);
  });

  it('keeps the hashes of 4 MiB chunks beside a blob, made in the same pass', async () => {
    const content = Buffer.alloc(2 * CHUNK_SIZE + 5, 'abc');
    const { digest } = await blobs.add(await sourceFile(content));
    const manifest = await blobs.chunks(digest);
    const expected = [0, 1, 2].map((n) => sha256(content.subarray(n * CHUNK_SIZE, (n + 1) * CHUNK_SIZE)));
    expect(await readFile(manifest?.file ?? '', 'utf8')).toBe(`${expected.join('\n')}\n`);
  });

  it('mends a blob that was damaged when it takes the same content again', async () => {
    const { digest } = await blobs.add(await sourceFile(CONTENT));
    const file = (await blobs.path(digest))?.file ?? '';
    await writeFile(file, 'damaged');
    await blobs.add(await sourceFile(CONTENT));
    expect(await readFile(file)).toEqual(CONTENT);
  });

  it('holds blobs readable for owner and group alone', async () => {
    const { digest } = await blobs.adopt(await sourceFile(CONTENT));
    expect((await stat((await blobs.path(digest))?.file ?? '')).mode & 0o777).toBe(0o640);
    expect((await stat((await blobs.chunks(digest))?.file ?? '')).mode & 0o777).toBe(0o640);
  });

  it('turns nothing but 64 lower-case hex digits into a path', async () => {
    const { digest } = await blobs.add(await sourceFile(CONTENT));
    for (const name of ['', '..', '../../source', digest.toUpperCase(), `${digest}.chunks`, `../sha256/${digest}`]) {
      expect(await blobs.path(name)).toBeUndefined();
      expect(await blobs.chunks(name)).toBeUndefined();
    }
  });

  it('keeps nothing of content that breaks off', async () => {
    const broken = (async function* () {
      yield CONTENT;
      await Promise.resolve();
      throw new Error('broke off');
    })();
    await expect(blobs.put(broken)).rejects.toThrow('broke off');
    expect(await readdir(join(folder, 'state', 'blobs', 'sha256'))).toEqual([]);
    expect(await readdir(join(folder, 'state', 'blobs', 'incoming'))).toEqual([]);
  });

  it('mends a blob that is shorter than it was when the same content comes again', async () => {
    const { digest } = await blobs.add(await sourceFile(CONTENT));
    await writeFile((await blobs.path(digest))?.file ?? '', 'con');
    await blobs.add(await sourceFile(CONTENT));
    expect((await blobs.path(digest))?.size).toBe(CONTENT.length);
  });

  it('takes the same content from several writers at once', async () => {
    const content = Buffer.alloc(3_000_000, 'x');
    const file = await sourceFile(content);
    const infos = await Promise.all([1, 2, 3, 4].map(() => blobs.add(file)));
    expect(new Set(infos.map(({ digest }) => digest))).toEqual(new Set([sha256(content)]));
    expect((await blobs.path(sha256(content)))?.size).toBe(content.length);
  });

  it('prunes what nobody keeps and nobody used lately, manifests with it', async () => {
    const digests: string[] = [];
    for (const text of ['kept', 'old', 'new'])
      digests.push((await blobs.add(await sourceFile(Buffer.from(text)))).digest);
    const [kept = '', unused = '', fresh = ''] = digests;
    expect(await blobs.prune(new Set([kept]), DAY)).toEqual([]);
    expect([...(await blobs.prune(new Set([kept]), 0))].sort()).toEqual([unused, fresh].sort());
    expect(await readdir(join(folder, 'state', 'blobs', 'sha256'))).toEqual([kept, `${kept}.chunks`]);
  });
});
