import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { domainList } from '../../src/dhcp/domain-list.ts';
import { codeOf, mutated, octets, RUNS } from '../fuzz.ts';

const fromHex = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

describe('domain search lists (RFC 3397)', () => {
  it('are written as length-prefixed labels', () => {
    expect(Buffer.from(domainList.encode(['a.bc', 'x.'])).toString('hex')).toBe('0161026263000178' + '00');
  });

  it('are read with the compression of the example in RFC 3397', () => {
    const example = fromHex('03 656e67 05 6170706c65 03 636f6d 00 09 6d61726b6574696e67 c004');
    expect(domainList.decode(example)).toEqual(['eng.apple.com', 'marketing.apple.com']);
  });

  it.each([
    ['nothing', ''],
    ['the root alone', '00'],
    ['a name without end', '0161'],
    ['a pointer to itself', 'c000'],
    ['a pointer forward', 'c002 016100'],
    ['a pointer into a loop', '0161 c000'],
    ['a pointer without its second octet', '016100 c0'],
    ['a label above 63 octets', `40${'61'.repeat(64)}00`],
    ['a dot inside a label', '03612e6200'],
    ['a line feed inside a label', '03610a6200'],
  ])('are refused: %s', (_, hex) => {
    expect(domainList.decode(fromHex(hex))).toBeUndefined();
  });

  it('refuse names above 255 octets', () => {
    const label = 'a'.repeat(63);
    expect(domainList.decode(domainList.encode([[label, label, label, 'a'.repeat(61)].join('.')]))).toHaveLength(1);
    expect(codeOf(() => domainList.encode([[label, label, label, 'a'.repeat(62)].join('.')]))).toBe(
      'DHCP_VALUE_INVALID',
    );
  });

  it.each(['', '.', 'a b', 'ü.example', 'a'.repeat(64)])('cannot hold %j', (name) => {
    expect(codeOf(() => domainList.encode([name]))).toBe('DHCP_VALUE_INVALID');
  });

  it('survive both directions', () => {
    fc.assert(
      fc.property(fc.array(fc.domain(), { minLength: 1, maxLength: 5 }), (names) => {
        expect(domainList.decode(domainList.encode(names))).toEqual(names);
      }),
      { numRuns: RUNS },
    );
  });

  it('never hang or throw, whatever the octets', () => {
    const octet = fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 0xc0, 0x61));
    const dense = fc.array(octet, { maxLength: 200 }).map((values) => Uint8Array.from(values));
    const sample = fromHex('03 656e67 05 6170706c65 03 636f6d 00 09 6d61726b6574696e67 c004 c011');
    fc.assert(
      fc.property(fc.oneof(octets(100), dense, mutated([sample])), (bytes) => {
        for (const name of domainList.decode(bytes) ?? []) expect(name).toMatch(/^[\w.-]{1,253}$/);
      }),
      { numRuns: RUNS },
    );
  });
});
