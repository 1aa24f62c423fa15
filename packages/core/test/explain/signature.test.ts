import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasCertificates } from '../../src/explain/signature.ts';

/** Headers of a PE32+ file whose certificate table is at `address` with `size` bytes. */
function headers(address: number, size: number): Buffer {
  const head = Buffer.alloc(4096);
  head.write('MZ', 0, 'latin1');
  head.writeUInt32LE(0x80, 0x3c);
  head.write('PE\0\0', 0x80, 'latin1');
  head.writeUInt16LE(0x20b, 0x98);
  head.writeUInt32LE(address, 0x98 + 112 + 32);
  head.writeUInt32LE(size, 0x98 + 112 + 36);
  return head;
}

describe('the signature of a kernel', () => {
  it('is there when the certificate table is not empty', () => {
    expect(hasCertificates(headers(0x1000, 1520))).toBe(true);
    expect(hasCertificates(headers(0, 0))).toBe(false);
  });

  it('cannot be told of what is no PE file, or of any bytes whatever', () => {
    expect(hasCertificates(Buffer.from('\x7fELF'))).toBeUndefined();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        const head = Buffer.concat([Buffer.from('MZ'), bytes]);
        expect([true, false, undefined]).toContain(hasCertificates(head));
      }),
    );
  });
});
