import { chmod, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readCpio } from '@muster/wire';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collectProgress, makeTree, openWorkshop, type Workshop } from './sample.ts';

let shop: Workshop;
beforeEach(async () => {
  shop = await openWorkshop();
  await shop.images.import('small', shop.tree);
  const root = shop.images.rootfs('small');
  await chmod(root, 0o751 | 0o055);
  await writeFile(join(root, 'bin/a tool'), '#!/bin/sh\n');
  await execa('setcap', ['cap_net_raw,cap_net_admin=ep', join(root, 'bin/a tool')]);
  await execa('setfattr', ['-n', 'user.note', '-v', 'noted', join(root, 'etc/shadow')]);
});
afterEach(() => shop.remove());

const fileOf = async (form: 'tar.gz' | 'tar.zst' | 'squashfs'): Promise<string> => {
  const record = await shop.images.get('small');
  return (await shop.blobs.path(record?.forms?.[form]?.digest ?? ''))?.file ?? '';
};

/** What a copy has to have in common with the tree. */
async function expectSame(copy: string): Promise<void> {
  const root = shop.images.rootfs('small');
  await rm(join(root, 'proc/version'));
  expect((await execa('diff', ['--recursive', '--no-dereference', root, copy])).stdout).toBe('');
  const modes = async (folder: string) =>
    (await execa('find', ['.', '-mindepth', '1', '-printf', '%P %m %U %G %n\n'], { cwd: folder })).stdout
      .split('\n')
      .sort();
  expect((await stat(copy)).mode).toBe((await stat(root)).mode);
  const about = (await modes(root)).filter((line) => !line.startsWith('.'));
  expect((await modes(copy)).filter((line) => !line.startsWith('.'))).toEqual(about);
  expect((await execa('getcap', [join(copy, 'bin/a tool')])).stdout).toMatch(/cap_net_admin,cap_net_raw=ep$/);
  const note = await execa('getfattr', ['--only-values', '-n', 'user.note', join(copy, 'etc/shadow')]);
  expect(note.stdout).toBe('noted');
}

describe('forms of an image', () => {
  it.each(['tar.gz', 'tar.zst'] as const)('%s keeps what cpio loses', async (form) => {
    await shop.images.build('small', { forms: [form] });
    const copy = join(shop.folder, 'copy');
    await execa('mkdir', [copy]);
    const how = [
      '--extract',
      '--preserve-permissions',
      '--xattrs',
      '--xattrs-include=*',
      form === 'tar.gz' ? '-z' : '--zstd',
    ];
    await execa('tar', [...how, '--numeric-owner', `--file=${await fileOf(form)}`, `--directory=${copy}`]);
    await expectSame(copy);
  });

  it('squashfs keeps what cpio loses', async () => {
    await shop.images.build('small', { forms: ['squashfs'] });
    const copy = join(shop.folder, 'copy');
    await execa('unsquashfs', ['-quiet', '-no-progress', '-dest', copy, await fileOf('squashfs')]);
    await expectSame(copy);
  });

  it('are made anew with the image, and are the same bytes for the same tree', async () => {
    const first = await shop.images.build('small', { forms: ['squashfs', 'tar.zst'] });
    await execa('touch', [join(shop.images.rootfs('small'), 'etc/big')]);
    const second = await shop.images.build('small');
    expect(Object.keys(second.forms ?? {}).sort()).toEqual(['squashfs', 'tar.zst']);
    for (const form of ['squashfs', 'tar.zst'] as const) {
      expect(second.forms?.[form]?.digest).toBe(first.forms?.[form]?.digest);
    }
    await writeFile(join(shop.images.rootfs('small'), 'etc/big'), 'small now');
    const third = await shop.images.build('small');
    expect(third.forms?.squashfs?.digest).not.toBe(first.forms?.squashfs?.digest);
  });

  it('name the program that is missing, and leave what was built before', async () => {
    const { PATH } = process.env;
    const before = await shop.images.build('small');
    const bin = join(shop.folder, 'bin');
    await execa('mkdir', [bin]);
    for (const tool of ['tar', 'rm', 'getcap']) {
      await execa('ln', ['-s', (await execa('which', [tool])).stdout, join(bin, tool)]);
    }
    try {
      process.env.PATH = bin;
      await expect(shop.images.build('small', { forms: ['squashfs'] })).rejects.toMatchObject({
        code: 'IMAGE_TOOL_MISSING',
        message: expect.stringContaining('mksquashfs') as string,
      });
    } finally {
      process.env.PATH = PATH;
    }
    expect(await shop.images.get('small')).toEqual(before);
  });
});

describe('capabilities of files', () => {
  it('are listed in the archive, which cannot hold them, and counted in the record', async () => {
    const record = await shop.images.build('small');
    expect(record.attributes).toEqual({ capabilities: 1, selinux: false });
    const read = readCpio(await shop.archiveOf('small'));
    const member = read.entries.find(({ name }) => Buffer.from(name).toString() === 'muster/capabilities');
    expect(Buffer.from(member?.data ?? []).toString()).toBe('cap_net_admin,cap_net_raw=ep /bin/a tool\n');
    expect((member?.mode ?? 0) & 0o7777).toBe(0o600);
  });

  it('leave no trace in the archive of an image without any', async () => {
    const bare = join(shop.folder, 'bare');
    await execa('mkdir', [bare]);
    await makeTree(bare);
    await shop.images.import('bare', bare);
    expect((await shop.images.build('bare')).attributes).toEqual({ capabilities: 0, selinux: false });
    expect((await shop.archiveOf('bare')).includes('muster/capabilities')).toBe(false);
  });

  it('are looked for in vain without getcap, and that is said', async () => {
    const { PATH } = process.env;
    const bin = join(shop.folder, 'bin');
    await execa('mkdir', [bin]);
    await execa('ln', ['-s', (await execa('which', ['rm'])).stdout, join(bin, 'rm')]);
    const { seen, onProgress } = collectProgress();
    try {
      process.env.PATH = bin;
      expect((await shop.images.build('small', { onProgress })).attributes).toEqual({ selinux: false });
    } finally {
      process.env.PATH = PATH;
    }
    expect(seen.filter(({ warning }) => warning === true).map(({ step }) => step)).toEqual([
      expect.stringContaining('apt install libcap2-bin') as string,
    ]);
  });

  it('and SELinux: the record says whether the system in the image uses it', async () => {
    const root = shop.images.rootfs('small');
    await execa('mkdir', [join(root, 'etc/selinux')]);
    await writeFile(join(root, 'etc/selinux/config'), '# SELINUX=disabled\nSELINUX=enforcing\n');
    expect((await shop.images.build('small')).attributes?.selinux).toBe(true);
    expect(JSON.parse(await readFile(join(shop.state, 'images/small/image.json'), 'utf8'))).toMatchObject({
      attributes: { selinux: true },
    });
  });
});
