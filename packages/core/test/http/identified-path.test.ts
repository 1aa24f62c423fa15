import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identifiedPath } from '../../src/http/identified-path.ts';

describe('a path with a folder of the machine', () => {
  it('is what stands behind it, asked by that machine', () => {
    expect(identifiedPath('/boot/52-54-00-00-00-01/grub/grubx64.efi')).toEqual({
      path: '/grub/grubx64.efi',
      mac: '52:54:00:00:00:01',
    });
  });

  it('is none without a MAC, or with nothing behind it', () => {
    for (const path of ['/boot/grub/grub.cfg', '/boot/52-54-00-00-00-01', '/boot', '/grub/52-54-00-00-00-01/x'])
      expect(identifiedPath(path)).toEqual({ path });
  });

  it('never leads out of the folder', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (parts) => {
        const found = identifiedPath(`/boot/52-54-00-00-00-01/${parts.join('/')}`);
        expect(found.path.startsWith('/')).toBe(true);
      }),
    );
  });
});
