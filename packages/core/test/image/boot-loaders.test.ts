import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findBootLoaders } from '../../src/image/boot-loaders.ts';

const X86_64 = 0x8664;
const ARM64 = 0xaa64;

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'muster-loaders-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** The head of a PE image for this machine, and nothing more. */
function pe(machine: number): Buffer {
  const bytes = Buffer.alloc(512);
  bytes.write('MZ');
  bytes.writeUInt32LE(0x40, 0x3c);
  bytes.write('PE\0\0', 0x40);
  bytes.writeUInt16LE(machine, 0x44);
  return bytes;
}

async function put(path: string, content: Buffer = pe(X86_64)): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
}

async function link(path: string, target: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await symlink(target, join(root, path));
}

async function found(): Promise<readonly string[]> {
  const loaders = await findBootLoaders(root);
  return loaders.flatMap(({ arch, files }) => files.map(({ role, path }) => `${arch} ${role} ${path}`));
}

describe('signed boot chains of a tree', () => {
  it("are those of Debian's packages, for each architecture", async () => {
    await put('/usr/lib/shim/shimx64.efi.signed');
    await put('/usr/lib/shim/mmx64.efi.signed');
    await put('/usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed');
    await put('/usr/lib/shim/shimaa64.efi.signed', pe(ARM64));
    await put('/usr/lib/grub/arm64-efi-signed/grubnetaa64.efi.signed', pe(ARM64));
    expect(await found()).toEqual([
      'x86_64 shim /usr/lib/shim/shimx64.efi.signed',
      'x86_64 grub /usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed',
      'x86_64 mok /usr/lib/shim/mmx64.efi.signed',
      'arm64 shim /usr/lib/shim/shimaa64.efi.signed',
      'arm64 grub /usr/lib/grub/arm64-efi-signed/grubnetaa64.efi.signed',
    ]);
  });

  it.each(['redhat', 'rocky', 'almalinux', 'centos', 'fedora'])('are in the folder of %s', async (vendor) => {
    const folder = `/boot/efi/EFI/${vendor}`;
    for (const name of ['shimx64.efi', 'grubx64.efi', 'mmx64.efi', 'gcdx64.efi']) await put(`${folder}/${name}`);
    await put('/boot/efi/EFI/BOOT/BOOTX64.EFI');
    await put('/boot/efi/EFI/BOOT/shimx64.efi');
    expect(await found()).toEqual([
      `x86_64 shim ${folder}/shimx64.efi`,
      `x86_64 grub ${folder}/grubx64.efi`,
      `x86_64 mok ${folder}/mmx64.efi`,
    ]);
  });

  it("are SUSE's, whose names are links", async () => {
    await put('/usr/share/efi/x86_64/shim-sles.efi');
    await link('/usr/share/efi/x86_64/shim.efi', 'shim-sles.efi');
    await put('/usr/share/grub2/x86_64-efi/grub.efi');
    await link('/usr/share/efi/x86_64/grub.efi', '../../grub2/x86_64-efi/grub.efi');
    await put('/usr/share/efi/x86_64/MokManager.efi');
    await put('/usr/share/efi/aarch64/shim.efi', pe(ARM64));
    expect(await found()).toEqual([
      'x86_64 shim /usr/share/efi/x86_64/shim.efi',
      'x86_64 grub /usr/share/efi/x86_64/grub.efi',
      'x86_64 mok /usr/share/efi/x86_64/MokManager.efi',
    ]);
  });

  it('are never a shim of one place with a GRUB of another', async () => {
    await put('/usr/lib/shim/shimx64.efi.signed');
    await put('/boot/efi/EFI/rocky/grubx64.efi');
    await put('/usr/share/efi/x86_64/shim.efi');
    expect(await found()).toEqual([]);
  });

  it('are no files of this machine, of another architecture, or of no kind at all', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'muster-outside-'));
    await writeFile(join(outside, 'secret'), pe(X86_64));
    const steps = '../'.repeat(12);
    await link('/boot/efi/EFI/rocky/shimx64.efi', join(outside, 'secret'));
    await put('/boot/efi/EFI/rocky/grubx64.efi');
    await link('/boot/efi/EFI/fedora/shimx64.efi', `${steps}${outside}/secret`);
    await put('/boot/efi/EFI/fedora/grubx64.efi');
    await put('/boot/efi/EFI/arm/shimx64.efi', pe(ARM64));
    await put('/boot/efi/EFI/arm/grubx64.efi');
    await put('/boot/efi/EFI/text/shimx64.efi', Buffer.from('no program'));
    await put('/boot/efi/EFI/text/grubx64.efi');
    await mkdir(join(root, '/boot/efi/EFI/folder/shimx64.efi'), { recursive: true });
    await put('/boot/efi/EFI/folder/grubx64.efi');
    expect(await found()).toEqual([]);
    await rm(outside, { recursive: true });
  });
});
