import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatMac, macToBytes, parseMac } from '../src/mac.ts';
import { RUNS } from './fuzz.ts';

describe('hardware addresses', () => {
  it.each(['52:54:00:AB:cd:ef', '52-54-00-ab-cd-ef', '5254.00ab.cdef', '525400ABCDEF', ' 52:54:00:ab:cd:ef\n'])(
    'reads %j as the same address',
    (text) => {
      expect(parseMac(text)).toBe('52:54:00:ab:cd:ef');
    },
  );

  it('reads InfiniBand addresses of 20 octets', () => {
    const text = '80:00:02:08:fe:80:00:00:00:00:00:00:00:02:c9:03:00:0a:bc:de';
    expect(parseMac(text.toUpperCase())).toBe(text);
    expect(parseMac(text.replaceAll(':', ''))).toBe(text);
  });

  it.each([
    '',
    '52:54:00:ab:cd',
    '52:54:00:ab:cd:ef:00',
    '52:54-00:ab:cd:ef',
    '5254.00ab.cde',
    'gg:54:00:ab:cd:ef',
    '52:54:0:ab:cd:ef',
    '01-52-54-00-ab-cd-ef',
  ])('refuses %j', (text) => {
    expect(parseMac(text)).toBeUndefined();
    expect(macToBytes(text)).toBeUndefined();
  });

  it('prints octets in lower case with colons', () => {
    expect(formatMac(Uint8Array.of(0, 0x1b, 0xff, 0x0a, 5, 6))).toBe('00:1b:ff:0a:05:06');
    expect(formatMac(new Uint8Array())).toBe('');
  });

  it('reads back whatever it prints', () => {
    const address = fc.oneof(...[6, 20].map((length) => fc.uint8Array({ minLength: length, maxLength: length })));
    fc.assert(
      fc.property(address, (bytes) => {
        expect(macToBytes(formatMac(bytes))).toEqual(bytes);
      }),
      { numRuns: RUNS },
    );
  });
});
