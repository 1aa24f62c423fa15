import { describe, expect, it } from 'vitest';
import type { ImageRecord } from '../../src/image/types.ts';
import { parseMemory, singleStageLimits } from '../../src/lifecycle/boot-limits.ts';

const GIB = 1024 ** 3;

function image(size: number, uncompressedSize: number): ImageRecord {
  const archive = {
    format: 'cpio',
    compression: 'gzip',
    digest: 'a'.repeat(64),
    built: '',
    size,
    uncompressedSize,
  } as const;
  return { name: 'big', source: '', imported: '', kernels: [], archive };
}

describe('a single-stage boot', () => {
  it.each([
    ['fits', image(0.3 * GIB, GIB), 16 * GIB, 'bios', []],
    ['is beyond the gzip of the kernel', image(GIB, 4 * GIB), 64 * GIB, 'uefi', ['error IMAGE_BEYOND_KERNEL_GZIP']],
    ['may be beyond a BIOS', image(GIB, 2.5 * GIB), 64 * GIB, 'bios', ['warning IMAGE_BEYOND_BIOS']],
    ['is beyond a BIOS', image(GIB, 3.5 * GIB), 64 * GIB, 'bios', ['error IMAGE_BEYOND_BIOS']],
    ['of that size is no matter for UEFI', image(GIB, 3.5 * GIB), 64 * GIB, 'uefi', []],
    ['is beyond the memory', image(0.5 * GIB, 1.5 * GIB), 2 * GIB, 'uefi', ['error IMAGE_BEYOND_MEMORY']],
    ['is not judged by a memory nobody knows', image(0.5 * GIB, 1.5 * GIB), undefined, 'uefi', []],
  ] as const)('%s', (_what, record, memory, firmware, findings) => {
    const found = singleStageLimits({ image: record, memory, firmware });
    expect(found.map(({ level, code }) => `${level} ${code}`)).toEqual(findings);
  });

  it.each([
    ['2GiB', 2 * GIB],
    ['1.5G', 1.5 * GIB],
    ['512 MB', 512e6],
    ['16gb', 16e9],
    ['lots', undefined],
    ['', undefined],
  ])('reads %j of memory as %j bytes', (text, bytes) => {
    expect(parseMemory(text)).toBe(bytes);
  });
});
