import { describe, expect, it } from 'vitest';
import type { ImageRecord, RootType } from '../../src/image/types.ts';
import { formsToBuild, imageRoots, rootsInUse } from '../../src/operations/image-roots.ts';
import { createMemoryStore } from '../../src/registry/index.ts';

const TYPES: readonly RootType[] = [
  {
    name: 'memory',
    isDefault: true,
    summary: 'unpacked',
    forms: ['tar.zst', 'tar.gz'],
    fromArchive: true,
    formOf: (rootfs) => (rootfs.endsWith('old') ? 'tar.gz' : 'tar.zst'),
  },
  { name: 'layers', summary: 'packed', forms: ['squashfs'], formOf: () => 'squashfs' },
];
const built = '2026-01-01T00:00:00.000Z';
const archive = {
  format: 'cpio',
  compression: 'gzip',
  digest: 'b'.repeat(64),
  size: 90,
  uncompressedSize: 290,
  built,
} as const;
const image: ImageRecord = { name: 'debian', source: 'x', imported: built, kernels: [], archive };

describe('roots of an image', () => {
  it('lose labels where they come from cpio, and have capabilities set again where those are known', () => {
    const known = { ...image, attributes: { capabilities: 0, selinux: false } };
    const unpacked = { form: 'cpio.gz', size: 90, capabilities: 'set by /init', selinux: 'lost' };
    expect(imageRoots(TYPES, known)).toEqual([
      { root: 'initramfs', ...unpacked },
      { root: 'memory', ...unpacked },
      { root: 'layers', capabilities: 'kept', selinux: 'kept' },
    ]);
    expect(imageRoots([], image)).toEqual([{ root: 'initramfs', ...unpacked, capabilities: 'lost' }]);
  });

  it('keep everything once their forms are built, the best of them', () => {
    const form = (size: number) => ({ digest: 'd'.repeat(64), size, built });
    const forms = { 'tar.gz': form(80), 'tar.zst': form(70), squashfs: form(60) };
    expect(imageRoots(TYPES, { ...image, forms }).slice(1)).toEqual([
      { root: 'memory', form: 'tar.zst', size: 70, capabilities: 'kept', selinux: 'kept' },
      { root: 'layers', form: 'squashfs', size: 60, capabilities: 'kept', selinux: 'kept' },
    ]);
  });

  it('are those of its nodes: what they name, or the default of those that boot in two stages', async () => {
    const view = await createMemoryStore(
      {
        nodes: {
          single: { boot: { stages: 'single', root: 'layers' } },
          plain: {},
          two: { boot: { stages: 'two' } },
          layered: { boot: { stages: 'two', root: 'layers' } },
        },
      },
      { networks: {} },
    ).load();
    const used = (nodes: readonly string[], stages = 'single') => [...rootsInUse(TYPES, view, nodes, stages)];
    expect(used(['single', 'plain'])).toEqual([]);
    expect(used(['plain', 'two', 'layered'])).toEqual(['memory', 'layers']);
    expect(used(['plain'], 'auto')).toEqual(['memory']);
  });

  it('say which forms to build, by what the image can unpack', () => {
    const forms = (wanted: readonly string[], used: readonly string[], rootfs = '/images/new') =>
      formsToBuild(TYPES, { wanted, used: new Set(used), rootfs });
    expect(forms([], [])).toEqual([]);
    expect(forms(['layers'], ['memory', 'layers', 'unheard'])).toEqual(['squashfs', 'tar.zst']);
    expect(forms(['memory'], [], '/images/old')).toEqual(['tar.gz']);
    expect(() => forms(['nowhere'], [])).toThrow('no plugin of this site makes a root "nowhere"');
  });
});
