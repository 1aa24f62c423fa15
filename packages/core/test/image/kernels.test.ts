import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findKernels } from '../../src/image/kernels.ts';
import { resolveInRoot } from '../../src/image/root-path.ts';
import { compareVersions } from '../../src/image/version-order.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'muster-kernels-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function put(path: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), path);
}

describe('kernels of a tree', () => {
  it('are found where distributions put them, newest first, without debug and rescue ones', async () => {
    for (const path of [
      '/boot/vmlinuz-6.1.0-9-amd64',
      '/boot/vmlinuz-6.1.0-40-cloud-amd64',
      '/boot/Image-6.6.1-default',
      '/boot/vmlinuz-6.1.0-41+debug',
      '/boot/vmlinuz-0-rescue-4f2a',
      '/boot/config-6.1.0-9-amd64',
      '/usr/lib/modules/5.14.0-70.el9.x86_64/vmlinuz',
      '/lib/modules/5.4.0/vmlinuz.gz',
    ]) {
      await put(path);
    }
    expect((await findKernels(root)).map(({ version, path }) => `${version} ${path}`)).toEqual([
      '6.6.1-default /boot/Image-6.6.1-default',
      '6.1.0-40-cloud-amd64 /boot/vmlinuz-6.1.0-40-cloud-amd64',
      '6.1.0-9-amd64 /boot/vmlinuz-6.1.0-9-amd64',
      '5.14.0-70.el9.x86_64 /usr/lib/modules/5.14.0-70.el9.x86_64/vmlinuz',
      '5.4.0 /lib/modules/5.4.0/vmlinuz.gz',
    ]);
  });

  it('of one version count once, the one in /boot first, also where /lib is a link', async () => {
    await put('/usr/lib/modules/6.1.0/vmlinuz');
    await symlink('usr/lib', join(root, 'lib'));
    expect((await findKernels(root)).map(({ path }) => path)).toEqual(['/lib/modules/6.1.0/vmlinuz']);
    await put('/boot/vmlinuz-6.1.0');
    expect((await findKernels(root)).map(({ path }) => path)).toEqual(['/boot/vmlinuz-6.1.0']);
  });

  it("without a version in their name (Arch's vmlinuz-linux) count only when there is no other", async () => {
    await put('/boot/vmlinuz-linux');
    expect((await findKernels(root)).map(({ version }) => version)).toEqual(['linux']);
    await put('/usr/lib/modules/6.9.1-arch1-1/vmlinuz');
    expect((await findKernels(root)).map(({ version }) => version)).toEqual(['6.9.1-arch1-1']);
  });

  it('are never files of this machine, whatever links say', async () => {
    await put('/real/kernel');
    await mkdir(join(root, 'boot'));
    await symlink('/real/kernel', join(root, 'boot/vmlinuz-1.0'));
    await symlink('/etc/passwd', join(root, 'boot/vmlinuz-2.0'));
    await symlink('../../../../../../../../../etc/passwd', join(root, 'boot/vmlinuz-3.0'));
    await symlink('vmlinuz-4.0', join(root, 'boot/vmlinuz-4.0'));
    await mkdir(join(root, 'boot/vmlinuz-5.0'));
    expect((await findKernels(root)).map(({ version, file }) => [version, file])).toEqual([
      ['1.0', join(root, 'real/kernel')],
    ]);
    expect(await resolveInRoot(root, '/boot/vmlinuz-2.0')).toBeUndefined();
    expect(await resolveInRoot(root, '../..')).toBe(root);
  });
});

describe('version order', () => {
  it("is dpkg's", () => {
    const ordered = [
      '1.0~rc1',
      '1.0',
      '1.0-1',
      '1.0.1',
      '1.9',
      '1.10',
      '6.1.0-9-amd64',
      '6.1.0-10-amd64',
      '6.1.0-10-cloud-amd64',
    ];
    expect([...ordered].reverse().sort(compareVersions)).toEqual(ordered);
    expect(compareVersions('1.0', '1.0')).toBe(0);
  });
});
