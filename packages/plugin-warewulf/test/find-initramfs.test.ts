import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findInitramfs } from '../src/find-initramfs.ts';

describe('the initramfs of an image', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'muster-tree-'));
    await mkdir(join(root, 'boot'));
  });
  afterEach(() => rm(root, { recursive: true }));

  it('is found by the names that distributions give it', async () => {
    for (const name of ['initramfs-6.1.0.img', 'initrd-6.1.0', 'initrd.img-6.1.0']) {
      await writeFile(join(root, 'boot', name), '');
      expect(await findInitramfs(root, '6.1.0')).toEqual({ path: `/boot/${name}`, file: join(root, 'boot', name) });
      await rm(join(root, 'boot', name));
    }
  });

  it('is that of this kernel, not of its debug kernel or another', async () => {
    for (const name of ['initramfs-6.1.0+debug.img', 'initramfs-6.1.0kdump.img', 'initramfs-6.1.img']) {
      await writeFile(join(root, 'boot', name), '');
    }
    expect(await findInitramfs(root, '6.1.0')).toBeUndefined();
  });

  it('is never a file of this machine that a link leads to', async () => {
    await symlink('/etc/passwd', join(root, 'boot/initramfs-6.1.0.img'));
    expect(await findInitramfs(root, '6.1.0')).toBeUndefined();
  });
});
