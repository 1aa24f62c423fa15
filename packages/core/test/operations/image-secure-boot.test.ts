import { describe, expect, it } from 'vitest';
import { createEfiPrograms } from '../../src/efi/index.ts';
import type { ImageRecord } from '../../src/image/types.ts';
import type { BootFileRequest } from '../../src/lifecycle/types.ts';
import type { Snapshot } from '../../src/lifecycle/snapshot.ts';
import { imageSecureBoot, type SecureBootSources } from '../../src/operations/image-secure-boot.ts';

const SHIM = '/usr/lib/shim/shimx64.efi.signed';
const GRUB = '/usr/lib/grub/x86_64-efi-signed/grubnetx64.efi.signed';
const UNSIGNED = '/usr/lib/ipxe/snponly.efi';

/** A file stands for the blob whose digest it is. */
const kernel = (file: string) => ({ version: '6.1', path: '/boot/vmlinuz-6.1', digest: file, size: 1 });
const image = (kernels: ImageRecord['kernels']): ImageRecord => ({ name: 'debian', source: '', imported: '', kernels });

function sources(files: readonly string[]): SecureBootSources {
  const provisioner = {
    contributions: {
      items: () => files.map((file) => ({ path: file, file })),
      loaders: () => ['grub'],
    },
    lifecycle: {
      endpoints: () => ({ baseUrl: '', nextServer: '' }),
      render: (_: string, { secureBoot }: BootFileRequest) =>
        Promise.resolve(secureBoot === true && files.includes(SHIM) ? { file: 'shim', signed: true } : undefined),
    },
  };
  const blobs = { path: (file: string) => Promise.resolve(file === 'gone' ? undefined : { file, size: 1 }) };
  return {
    provisioner: provisioner as unknown as SecureBootSources['provisioner'],
    services: { programs: createEfiPrograms(), blobs },
    snapshot: { time: 0 } as unknown as Snapshot,
  };
}

describe('whether an image can boot under Secure Boot', () => {
  it('is so with a kernel and loaders that one distribution signed', async () => {
    const { bootable, reasons, programs } = await imageSecureBoot(image([kernel(GRUB)]), sources([SHIM, GRUB]));
    expect({ bootable, reasons }).toEqual({ bootable: true, reasons: [] });
    expect(programs.map(({ from, path }) => [from, path])).toEqual([
      ['image', '/boot/vmlinuz-6.1'],
      ['server', SHIM],
      ['server', GRUB],
    ]);
    expect(programs[1]?.sbat.shim).toBeGreaterThanOrEqual(4);
    expect(programs[2]?.signatures[0]?.issuer).toBe('Debian Secure Boot CA');
  });

  it('is not with a kernel that nobody signed, or that is no EFI program', async () => {
    const unsigned = await imageSecureBoot(image([kernel(UNSIGNED)]), sources([SHIM, GRUB]));
    expect(unsigned.reasons).toEqual(['kernel 6.1 is not signed']);
    const other = await imageSecureBoot(image([kernel('/usr/lib/ipxe/undionly.kpxe')]), sources([SHIM, GRUB]));
    expect(other.reasons).toEqual(['kernel 6.1 is no EFI program']);
    expect((await imageSecureBoot(image([]), sources([]))).reasons).toEqual(['it has no kernel']);
  });

  it('is not without a signed loader', async () => {
    const { bootable, reasons } = await imageSecureBoot(image([kernel(GRUB)]), sources([UNSIGNED]));
    expect(bootable).toBe(false);
    expect(reasons).toEqual(['neither the image nor this server has a signed shim and loader for x86_64']);
  });

  it('is not with the GRUB of one distribution and the kernel of another', async () => {
    const { reasons } = await imageSecureBoot(image([kernel(SHIM)]), sources([SHIM, GRUB]));
    expect(reasons).toEqual([expect.stringContaining('shim trusts its own distribution alone')]);
  });

  it('takes the loaders that the image brings before those of the server', async () => {
    const files = [
      { role: 'shim' as const, path: '/usr/lib/shim/shimx64.efi.signed', digest: SHIM, size: 1 },
      { role: 'grub' as const, path: '/usr/lib/grub/grubnetx64.efi.signed', digest: GRUB, size: 1 },
    ];
    const own = { ...image([kernel(GRUB)]), loaders: [{ arch: 'x86_64' as const, files }] };
    const { bootable, programs } = await imageSecureBoot(own, sources([]));
    expect(bootable).toBe(true);
    expect(programs.every(({ from }) => from === 'image')).toBe(true);
  });
});
