import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createImageStore } from '../../src/image/index.ts';
import { collectProgress, openWorkshop, type Workshop } from './sample.ts';

let shop: Workshop;
beforeEach(async () => {
  shop = await openWorkshop();
});
afterEach(() => shop.remove());

describe('importing', () => {
  it('a folder keeps modes, links and odd names, and records where it came from', async () => {
    const record = await shop.images.import('small', shop.tree);
    expect(record).toMatchObject({ name: 'small', source: shop.tree, kernels: [] });
    expect(await shop.images.get('small')).toEqual(record);
    const root = shop.images.rootfs('small');
    expect((await stat(join(root, 'bin/sh'))).mode & 0o7777).toBe(0o4755);
    expect((await stat(join(root, 'bin/sh'))).nlink).toBe(3);
    const { stdout: same } = await execa('diff', ['--recursive', '--no-dereference', shop.tree, root]);
    expect(same).toBe('');
  });

  it.each(['tar', 'tar.gz', 'tar.xz', 'tar.zst'])('a .%s archive gives the same tree', async (ending) => {
    const archive = join(shop.folder, `tree.${ending}`);
    await execa('tar', ['--create', '--auto-compress', `--file=${archive}`, `--directory=${shop.tree}`, '.']);
    await shop.images.import('small', archive);
    const root = shop.images.rootfs('small');
    expect((await execa('diff', ['--recursive', '--no-dereference', shop.tree, root])).stdout).toBe('');
    expect((await stat(join(root, 'etc/shadow'))).mode & 0o777).toBe(0o600);
  });

  it('refuses a name that exists, and replaces the tree with force, keeping what was built', async () => {
    await shop.images.import('small', shop.tree);
    const built = await shop.images.build('small');
    await expect(shop.images.import('small', shop.tree)).rejects.toMatchObject({ code: 'IMAGE_EXISTS' });
    await rm(join(shop.tree, 'etc/shadow'));
    const replaced = await shop.images.import('small', shop.tree, { force: true });
    expect(replaced).toMatchObject({ archive: built.archive, kernels: built.kernels });
    expect(await readdir(join(shop.images.rootfs('small'), 'etc'))).not.toContain('shadow');
    expect(await readdir(join(shop.state, 'images', 'small'))).toEqual(['image.json', 'rootfs']);
  });

  it('that fails leaves nothing behind and the old image as it was', async () => {
    await shop.images.import('small', shop.tree);
    const before = await shop.images.get('small');
    const broken = join(shop.folder, 'broken.tar');
    await writeFile(broken, 'no archive at all');
    await expect(shop.images.import('small', broken, { force: true })).rejects.toMatchObject({
      code: 'IMAGE_TOOL_FAILED',
      sentence: expect.stringContaining('tar failed while unpacking') as string,
    });
    await expect(shop.images.import('new', broken)).rejects.toMatchObject({ code: 'IMAGE_TOOL_FAILED' });
    expect(await shop.images.get('small')).toEqual(before);
    expect((await stat(join(shop.images.rootfs('small'), 'bin/sh'))).isFile()).toBe(true);
    expect((await readdir(join(shop.state, 'images'))).sort()).toEqual(['.generation', 'small']);
  });

  it('keeps members of a hostile archive inside', async () => {
    const { folder } = shop;
    await mkdir(join(folder, 'evil/d'), { recursive: true });
    await writeFile(join(folder, 'evil/x'), 'escaped');
    const archive = join(folder, 'evil.tar');
    const options = ['--create', `--file=${archive}`, '--absolute-names', '--transform', 's,^x$,../../../escaped,'];
    await execa('tar', [...options, `--directory=${join(folder, 'evil')}`, 'x']);
    await shop.images.import('evil', archive).catch(() => undefined);
    const { stdout: found } = await execa('find', [folder, '-name', 'escaped']);
    expect(found.split('\n').filter((file) => file !== '' && !file.includes('/rootfs/'))).toEqual([]);
  });

  it('says what is wrong with a source', async () => {
    await writeFile(join(shop.folder, 'notes.txt'), '');
    const unusable = expect.objectContaining({ code: 'IMAGE_SOURCE_UNUSABLE' }) as Error;
    await expect(shop.images.import('a', join(shop.folder, 'nothing'))).rejects.toEqual(unusable);
    await expect(shop.images.import('a', join(shop.folder, 'notes.txt'))).rejects.toEqual(unusable);
    await expect(shop.images.import('a', 'debian:')).rejects.toEqual(unusable);
    const holdsStore = expect.objectContaining({ code: 'IMAGE_SOURCE_HOLDS_STORE' }) as Error;
    await expect(shop.images.import('a', shop.folder)).rejects.toEqual(holdsStore);
    for (const name of ['', '.', '..', '.x', 'a/b', 'a b', '-x', 'x'.repeat(129)]) {
      await expect(shop.images.import(name, shop.tree)).rejects.toMatchObject({ code: 'IMAGE_NAME_INVALID' });
    }
  });

  it('warns about a tree that nothing could boot', async () => {
    const { seen, onProgress } = collectProgress();
    await mkdir(join(shop.folder, 'bare/rootfs/bin'), { recursive: true });
    await shop.images.import('bare', join(shop.folder, 'bare'), { onProgress });
    expect(seen.filter(({ warning }) => warning).map(({ step }) => step)).toContain(
      'the tree has no /sbin/init, /bin/sh or /init: it looks like no root file system',
    );
  });

  it('opens a root folder that only its owner could enter', async () => {
    await execa('chmod', ['700', shop.tree]);
    await shop.images.import('small', shop.tree);
    expect((await stat(shop.images.rootfs('small'))).mode & 0o777).toBe(0o755);
  });

  it('removes what imports left that were killed', async () => {
    const left = join(shop.state, 'images', '.import-999999999-1-x', 'rootfs');
    await mkdir(left, { recursive: true });
    await shop.images.import('small', shop.tree);
    await expect(stat(left)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('the store', () => {
  it('lists images by name and leaves out broken records, telling of them', async () => {
    await shop.images.import('b', shop.tree);
    await shop.images.import('a', shop.tree);
    const file = join(shop.state, 'images', 'b', 'image.json');
    await writeFile(file, '{"source": 1}');
    const told: unknown[] = [];
    const images = createImageStore({ stateDir: shop.state, blobs: shop.blobs, onBroken: (error) => told.push(error) });
    expect((await images.list()).map(({ name }) => name)).toEqual(['a']);
    expect(told).toEqual([expect.objectContaining({ code: 'IMAGE_RECORD_BROKEN', where: { file } })]);
    await expect(images.get('b')).rejects.toMatchObject({ code: 'IMAGE_RECORD_BROKEN' });
    await images.import('b', shop.tree, { force: true });
    expect((await images.list()).map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('deletes an image with its tree', async () => {
    await shop.images.import('small', shop.tree);
    await shop.images.delete('small');
    expect(await shop.images.list()).toEqual([]);
    expect(await readdir(join(shop.state, 'images'))).toEqual(['.generation']);
    await expect(shop.images.delete('small')).rejects.toMatchObject({ code: 'IMAGE_UNKNOWN' });
  });

  it('tells watchers of changes, also those of another store on the same folder', async () => {
    const other = createImageStore({ stateDir: shop.state, blobs: shop.blobs });
    let heard: () => void = () => undefined;
    const stop = await other.watch(() => {
      heard();
    });
    const change = async (work: () => Promise<unknown>): Promise<void> => {
      const told = new Promise<void>((resolve) => {
        heard = resolve;
      });
      await work();
      await told;
    };
    await change(() => shop.images.import('small', shop.tree));
    await change(() => shop.images.build('small'));
    await change(() => shop.images.delete('small'));
    await stop();
    expect(await other.list()).toEqual([]);
  });

  it('undoes a replacement that a crash cut off', async () => {
    await shop.images.import('small', shop.tree);
    const root = shop.images.rootfs('small');
    await execa('mv', [root, `${root}.old`]);
    await shop.images.build('small');
    expect(await readFile(join(root, 'boot/vmlinuz-6.1.0-1-test'), 'utf8')).toBe('a kernel');
  });
});
