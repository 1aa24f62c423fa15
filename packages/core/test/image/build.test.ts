import { appendFile, chown, mkdir, open, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readCpio } from '@muster/wire';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collectProgress, makeTree, openWorkshop, type Workshop } from './sample.ts';

const isRoot = process.getuid?.() === 0;

let shop: Workshop;
beforeEach(async () => {
  shop = await openWorkshop();
  await shop.images.import('small', shop.tree);
});
afterEach(() => shop.remove());

describe('building', () => {
  it('takes the kernels and the archive into the blob store', async () => {
    const record = await shop.images.build('small');
    expect(record.kernels).toEqual([
      expect.objectContaining({ version: '6.1.0-1-test', path: '/boot/vmlinuz-6.1.0-1-test', size: 8 }),
    ]);
    const archive = await shop.archiveOf('small');
    expect(record.archive).toMatchObject({ format: 'cpio', compression: 'gzip', uncompressedSize: archive.length });
    expect(await shop.images.get('small')).toEqual(record);
    expect((await shop.blobs.path(record.kernels[0]?.digest ?? ''))?.size).toBe(8);
  });

  it('gives the same digest for the same tree, whatever its times, inodes and order on disk', async () => {
    const first = await shop.images.build('small');
    const other = join(shop.folder, 'other');
    await mkdir(join(other, 'usr/share'), { recursive: true });
    await makeTree(other);
    await rename(join(other, 'etc/empty'), join(other, 'etc/x'));
    await rename(join(other, 'etc/x'), join(other, 'etc/empty'));
    await utimes(join(other, 'etc/big'), 1, 1);
    await shop.images.import('other', other);
    const second = await shop.images.build('other');
    expect(second.archive?.digest).toBe(first.archive?.digest);
    expect((await shop.images.build('small')).archive?.digest).toBe(first.archive?.digest);
  });

  it('makes an archive GNU cpio unpacks to the same tree', async () => {
    await shop.images.build('small');
    const into = join(shop.folder, 'unpacked');
    await mkdir(into);
    const input = await shop.archiveOf('small');
    await execa('cpio', ['--extract', '--make-directories', '--quiet'], { cwd: into, input });
    await rm(join(shop.tree, 'proc/version'));
    expect((await execa('diff', ['--recursive', '--no-dereference', shop.tree, into])).stdout).toBe('');
    expect((await stat(join(into, 'bin/ash'))).ino).toBe((await stat(join(into, 'usr/share/shell'))).ino);
    expect((await stat(join(into, 'bin/sh'))).mode & 0o7777).toBe(0o4755);
    expect((await stat(join(into, 'tmp'))).mode & 0o7777).toBe(0o1777);
  });

  it('writes folders before their content, names in order, one time for all, owners as they are', async () => {
    if (isRoot) await chown(join(shop.images.rootfs('small'), 'etc/shadow'), 12, 34);
    await shop.images.build('small');
    const read = readCpio(await shop.archiveOf('small'));
    const latin1 = read.entries.map(({ name }) => Buffer.from(name).toString('latin1'));
    expect(latin1).toEqual([
      '.',
      'bin',
      'bin/ash',
      'bin/sh',
      'boot',
      'boot/vmlinuz-6.1.0-1-test',
      'etc',
      'etc/big',
      'etc/caf\u00e9',
      'etc/empty',
      'etc/link',
      'etc/shadow',
      'proc',
      'tmp',
      'usr',
      'usr/share',
      'usr/share/shell',
    ]);
    expect(new Set(read.entries.map(({ mtime }) => mtime))).toEqual(new Set([1]));
    const shadow = read.entries.find(({ path }) => path === 'etc/shadow');
    if (isRoot) expect([shadow?.uid, shadow?.gid]).toEqual([12, 34]);
    else expect(shadow?.uid).toBe(process.getuid?.());
  });

  it('keeps devices and pipes, and leaves out sockets and what the image excludes', async () => {
    const root = shop.images.rootfs('small');
    await mkdir(join(root, 'srv'));
    await execa('mkfifo', [join(root, 'srv/pipe')]);
    if (isRoot) await execa('mknod', [join(root, 'srv/null'), 'c', '1', '3']);
    if (isRoot) await execa('mknod', [join(root, 'srv/wide'), 'b', '259', '70000']);
    await execa('python3', ['-c', `import socket; socket.socket(socket.AF_UNIX).bind('${join(root, 'srv/sock')}')`]);
    await mkdir(join(root, 'etc/muster'));
    await writeFile(join(root, 'etc/muster/excludes'), '/etc/big\n/usr/share\n');
    await shop.images.build('small');
    const read = readCpio(await shop.archiveOf('small'));
    const paths = read.entries.map(({ path }) => path);
    expect(paths.filter((path) => path.startsWith('srv/'))).toEqual(
      isRoot ? ['srv/null', 'srv/pipe', 'srv/wide'] : ['srv/pipe'],
    );
    expect(paths).not.toContain('etc/big');
    expect(paths.filter((path) => path.startsWith('usr'))).toEqual(['usr']);
    const devices = read.entries.filter(({ rdevMajor }) => rdevMajor > 0);
    const numbers = devices.map(({ rdevMajor, rdevMinor }) => [rdevMajor, rdevMinor]);
    expect(numbers).toEqual(
      isRoot
        ? [
            [1, 3],
            [259, 70000],
          ]
        : [],
    );
  });

  it('stops with a clear error when a file changes, and replaces nothing', async () => {
    const before = await shop.images.build('small');
    const big = join(shop.images.rootfs('small'), 'etc/big');
    const changeDuring = async (change: () => Promise<unknown>): Promise<void> => {
      let changed: Promise<unknown> | undefined;
      const onProgress = ({ done }: { done?: number }): void => {
        if (done === 0) changed ??= change();
      };
      await expect(shop.images.build('small', { onProgress })).rejects.toMatchObject({
        code: 'IMAGE_CHANGED_DURING_BUILD',
        sentence: expect.stringContaining('/etc/big') as string,
      });
      await changed;
    };
    // The first block of the archive is made a turn of the event loop later: by then the change is made.
    await changeDuring(() => appendFile(big, 'more'));
    await changeDuring(() => rm(big));
    expect(await shop.images.get('small')).toEqual(before);
    expect(await readdir(join(shop.state, 'blobs', 'incoming'))).toEqual([]);
  });

  it('refuses a file the format cannot hold, naming it', async () => {
    const handle = await open(join(shop.images.rootfs('small'), 'etc/huge'), 'w');
    await handle.truncate(2 ** 32);
    await handle.close();
    await expect(shop.images.build('small')).rejects.toMatchObject({
      code: 'IMAGE_FILE_TOO_LARGE',
      sentence: expect.stringContaining('/etc/huge') as string,
    });
  });

  it('of one image waits for a build that runs, and takes over from one that died', async () => {
    const lock = join(shop.state, 'images', '.small.lock');
    await writeFile(lock, JSON.stringify({ pid: 999_999_999, started: '1' }));
    const { seen, onProgress } = collectProgress();
    const records = await Promise.all([
      shop.images.build('small', { onProgress }),
      shop.images.build('small', { onProgress }),
    ]);
    expect(records[0].archive?.digest).toBe(records[1].archive?.digest);
    expect(seen.map(({ step }) => step)).toContain(
      `waiting for process ${process.pid}, which is working on image small`,
    );
    await expect(stat(lock)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('of an image that does not exist names those that do', async () => {
    await expect(shop.images.build('other')).rejects.toMatchObject({
      code: 'IMAGE_UNKNOWN',
      remedy: 'known images: small',
    });
  });
});

describe('a first-stage initramfs', () => {
  it('belongs to a kernel, and stays with it as long as that is the same', async () => {
    const file = join(shop.folder, 'initramfs');
    await writeFile(file, 'first stage');
    await expect(shop.images.setInitramfs('small', '6.1.0-1-test', file)).rejects.toMatchObject({
      code: 'IMAGE_KERNEL_UNKNOWN',
    });
    await shop.images.build('small');
    const record = await shop.images.setInitramfs('small', '6.1.0-1-test', file);
    expect(record.initramfs?.['6.1.0-1-test']?.size).toBe(11);
    expect((await shop.images.build('small')).initramfs).toEqual(record.initramfs);
    await writeFile(join(shop.images.rootfs('small'), 'boot/vmlinuz-6.1.0-1-test'), 'another kernel');
    expect((await shop.images.build('small')).initramfs).toBeUndefined();
  });
});
