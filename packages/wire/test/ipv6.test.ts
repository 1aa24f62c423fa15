import { BlockList, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalIPv6, formatIPv6, isLinkLocal, macOfIPv6, parseCidr6, parseIPv6 } from '../src/ipv6.ts';
import { formatMac } from '../src/mac.ts';
import { RUNS } from './fuzz.ts';

const address = fc.uint8Array({ minLength: 16, maxLength: 16 });
/** Addresses with runs of zeros, which is what the short form is about. */
const sparse = fc
  .array(fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.nat(0xffff)), { minLength: 8, maxLength: 8 })
  .map((groups) => Uint8Array.from(groups.flatMap((group) => [group >>> 8, group & 255])));

/** How a browser's URL parser writes the address (WHATWG, which is RFC 5952 but for IPv4-mapped ones). */
const ofUrl = (text: string): string => new URL(`http://[${text}]/`).hostname.slice(1, -1);

describe('IPv6 addresses', () => {
  it.each([
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:0DB8::0001', '2001:db8::1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    ['::ffff:10.0.0.1', '::ffff:10.0.0.1'],
    ['::ffff:a00:1', '::ffff:10.0.0.1'],
    ['64:ff9b::10.0.0.1', '64:ff9b::a00:1'],
  ])('%s is written %s (RFC 5952)', (text, usual) => {
    expect(canonicalIPv6(text)).toBe(usual);
  });

  it.each([
    '',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '12345::',
    'g::',
    'fe80::1%eth0',
    'fd00::/64',
    '[::1]',
    '10.0.0.1',
    '::10.0.0.256',
    '::10.0.0.1:1',
    ':1:2:3:4:5:6:7',
  ])('are not read from %j', (text) => {
    expect(parseIPv6(text)).toBeUndefined();
  });

  it('are read back as printed, and printed as URLs print them', () => {
    fc.assert(
      fc.property(fc.oneof(address, sparse), (octets) => {
        const text = formatIPv6(octets);
        expect(parseIPv6(text)).toEqual(octets);
        if (!text.startsWith('::ffff:')) expect(text).toBe(ofUrl(text));
      }),
      { numRuns: RUNS },
    );
  });

  it('are accepted exactly where Node accepts them', () => {
    const part = fc.oneof(fc.constantFrom('', '', '0', '10.0.0.1', 'ffff', '00001', 'g'), fc.nat(0xffff).map(String));
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 10 }), (parts) => {
        const text = parts.join(':');
        expect(parseIPv6(text) !== undefined).toBe(isIPv6(text));
      }),
      { numRuns: RUNS },
    );
  });

  it('tell link-local ones and the MAC address they were made of', () => {
    const octets = parseIPv6('fe80::5054:ff:fe44:778d') ?? new Uint8Array();
    expect(isLinkLocal(octets)).toBe(true);
    expect(formatMac(macOfIPv6(octets) ?? new Uint8Array())).toBe('52:54:00:44:77:8d');
    expect(isLinkLocal(parseIPv6('fec0::1') ?? octets)).toBe(false);
    expect(macOfIPv6(parseIPv6('fe80::1') ?? octets)).toBeUndefined();
  });
});

describe('IPv6 networks', () => {
  it('keep the address as written beside the network', () => {
    const cidr = parseCidr6('FD00:1::0:1/64');
    expect(cidr).toMatchObject({ address: 'fd00:1::1', network: 'fd00:1::', prefix: 64 });
    expect(cidr?.contains('fd00:1::ffff')).toBe(true);
    expect(cidr?.contains('fd00:1:0:1::')).toBe(false);
    expect(cidr?.contains('10.0.0.1')).toBe(false);
  });

  it.each(['fd00::', 'fd00::/', 'fd00::/129', 'fd00::/064', 'fd00::/6x', '/64', '10.0.0.0/8'])(
    'are not read from %j',
    (text) => {
      expect(parseCidr6(text)).toBeUndefined();
    },
  );

  it('contain what the block list of Node contains', () => {
    fc.assert(
      fc.property(address, fc.nat(128), fc.nat(127), (octets, prefix, bit) => {
        const other = Uint8Array.from(octets);
        other[bit >>> 3] = (other[bit >>> 3] ?? 0) ^ (0x80 >>> (bit & 7));
        const list = new BlockList();
        list.addSubnet(formatIPv6(octets), prefix, 'ipv6');
        const cidr = parseCidr6(`${formatIPv6(octets)}/${prefix}`);
        expect(cidr?.contains(octets)).toBe(true);
        expect(cidr?.contains(other)).toBe(list.check(formatIPv6(other), 'ipv6'));
      }),
      { numRuns: Math.min(RUNS, 2000) },
    );
  });
});
