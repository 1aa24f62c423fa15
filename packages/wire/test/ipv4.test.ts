import { isIPv4 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatIPv4, netmaskOf, parseCidr, parseIPv4, parseRange, prefixOf } from '../src/ipv4.ts';
import { RUNS } from './fuzz.ts';

const address = fc.nat(0xffffffff);

describe('IPv4 addresses', () => {
  it('are unsigned numbers', () => {
    expect(parseIPv4('10.0.0.1')).toBe(0x0a000001);
    expect(parseIPv4('255.255.255.255')).toBe(0xffffffff);
    expect(formatIPv4(0xfffffffe)).toBe('255.255.255.254');
  });

  it.each(['', '10.0.0', '10.0.0.256', '010.0.0.1', '10.0.0.1.1', ' 10.0.0.1', '10.0.0.-1', '0x0a.0.0.1', '1e1.0.0.1'])(
    'are not read from %j',
    (text) => {
      expect(parseIPv4(text)).toBeUndefined();
    },
  );

  it('are read back as printed, in the form that Node knows', () => {
    fc.assert(
      fc.property(address, (value) => {
        expect(isIPv4(formatIPv4(value))).toBe(true);
        expect(parseIPv4(formatIPv4(value))).toBe(value);
      }),
      { numRuns: RUNS },
    );
  });

  it('are accepted exactly where Node accepts them', () => {
    const octet = fc.oneof(fc.nat(300).map(String), fc.constantFrom('', '00', '01', 'a', ' 1'));
    fc.assert(
      fc.property(fc.array(octet, { minLength: 3, maxLength: 5 }), (octets) => {
        const text = octets.join('.');
        expect(parseIPv4(text) !== undefined).toBe(isIPv4(text));
      }),
      { numRuns: RUNS },
    );
  });
});

describe('networks', () => {
  it('know their parts', () => {
    const network = parseCidr('10.0.0.0/22');
    expect(network).toMatchObject({ network: 0x0a000000, prefix: 22, netmask: 0xfffffc00, broadcast: 0x0a0003ff });
    expect(network?.contains(0x0a0003ff)).toBe(true);
    expect(network?.contains(0x0a000400)).toBe(false);
  });

  it('keep the address of an interface', () => {
    expect(parseCidr('10.0.1.7/22')).toMatchObject({ address: 0x0a000107, network: 0x0a000000 });
  });

  it('cover everything with prefix 0 and one address with prefix 32', () => {
    expect(parseCidr('0.0.0.0/0')).toMatchObject({ netmask: 0, broadcast: 0xffffffff });
    expect(parseCidr('0.0.0.0/0')?.contains(0xffffffff)).toBe(true);
    expect(parseCidr('192.168.1.1/32')).toMatchObject({ netmask: 0xffffffff, broadcast: 0xc0a80101 });
    expect(parseCidr('192.168.1.1/32')?.contains(0xc0a80102)).toBe(false);
  });

  it.each(['10.0.0.0', '10.0.0.0/', '10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/08', '10.0.0/8', '/8', '10.0.0.0/8/8', ''])(
    'are not read from %j',
    (text) => {
      expect(parseCidr(text)).toBeUndefined();
    },
  );

  it('have netmasks that give the prefix back', () => {
    for (let prefix = 0; prefix <= 32; prefix += 1) expect(prefixOf(netmaskOf(prefix))).toBe(prefix);
    expect(prefixOf(0xff00ff00)).toBeUndefined();
    expect(prefixOf(1)).toBeUndefined();
  });

  it('contain what lies between network and broadcast address, and nothing else', () => {
    fc.assert(
      fc.property(address, fc.nat(32), address, (base, prefix, other) => {
        const network = parseCidr(`${formatIPv4(base)}/${prefix}`);
        expect(network?.contains(base)).toBe(true);
        expect(network?.contains(other)).toBe(network && other >= network.network && other <= network.broadcast);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('ranges', () => {
  it('include both ends', () => {
    const range = parseRange('10.0.1.1-10.0.1.255');
    expect(range).toMatchObject({ first: 0x0a000101, last: 0x0a0001ff, size: 255 });
    expect([0x0a000100, 0x0a000101, 0x0a0001ff, 0x0a000200].map((value) => range?.contains(value))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('may be one address, and have blanks around the hyphen', () => {
    expect(parseRange('10.0.1.5')).toMatchObject({ first: 0x0a000105, last: 0x0a000105, size: 1 });
    expect(parseRange('10.0.1.5 - 10.0.1.6')?.size).toBe(2);
    expect(parseRange('0.0.0.0-255.255.255.255')?.size).toBe(2 ** 32);
  });

  it.each(['10.0.1.9-10.0.1.1', '10.0.1.1-', '-10.0.1.1', '10.0.1.1-10.0.1.2-10.0.1.3', '10.0.1.1-9', ''])(
    'are not read from %j',
    (text) => {
      expect(parseRange(text)).toBeUndefined();
    },
  );
});
