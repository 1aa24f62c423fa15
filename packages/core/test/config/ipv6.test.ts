import { describe, expect, it } from 'vitest';
import { siteFromObject } from '../../src/config/load-site.ts';

const cluster = { cidr: '10.0.0.0/22', address: '10.0.0.1' };
const other = { cidr: '10.0.4.0/22', address: '10.0.4.1' };
const ipv6 = { cidr: 'fd00:1::/64', address: 'fd00:1::1' };

function problem(networks: object, rest: object = {}): string | undefined {
  try {
    siteFromObject({ networks, ...rest }, '/site');
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

describe('the IPv6 side of a network', () => {
  it('is listened on, and stands in the usual spelling whatever was written', () => {
    const written = { cidr: 'FD00:1:0::/64', address: 'fd00:1:0:0::0001', dns: ['FD00:1::53'] };
    const site = siteFromObject({ networks: { cluster: { ...cluster, ipv6: written } } }, '/site');
    expect(site.networks.cluster?.ipv6).toEqual({ ...ipv6, dns: ['fd00:1::53'] });
    expect(site.http.listen).toEqual(['10.0.0.1', 'fd00:1::1', '127.0.0.1']);
  });

  it.each([
    [{ ...ipv6, cidr: '10.0.0.0/8' }, 'cidr: is "10.0.0.0/8", which is not an IPv6 network'],
    [{ ...ipv6, cidr: 'fd00:1::1/64' }, 'cidr: is "fd00:1::1/64", which is an address inside the network fd00:1::/64'],
    [
      { cidr: 'fe80::/64', address: 'fe80::1' },
      'cidr: is "fe80::/64", whose addresses are link-local: every wire has them, so they name no machine',
    ],
    [
      { ...ipv6, address: 'fd00:2::1' },
      'address: is fd00:2::1, which is not a host address of the network fd00:1::/64',
    ],
    [{ ...ipv6, address: 'fd00:1::' }, 'address: is fd00:1::, which is not a host address of the network fd00:1::/64'],
    [{ ...ipv6, address: '10.0.0.1' }, 'address: is "10.0.0.1", must be an IPv6 address such as fd00::1'],
    [{ ...ipv6, dns: ['10.0.0.1'] }, 'dns[0]: is "10.0.0.1", must be an IPv6 address such as fd00::1'],
  ])('is refused: %j', (written, message) => {
    expect(problem({ net: { ...cluster, ipv6: written } })).toBe(`networks.net.ipv6.${message}`);
  });

  it('may not overlap that of another network, unless asked for', () => {
    const wider = { cidr: 'fd00::/16', address: 'fd00::1' };
    const networks = { a: { ...cluster, ipv6 }, b: { ...other, ipv6: wider } };
    expect(problem(networks)).toBe(
      'networks.b.ipv6.cidr: is fd00::/16, which overlaps network "a" (fd00:1::/64): machines could not be told apart by address',
    );
    expect(problem({ ...networks, b: { ...networks.b, shared: true } })).toBeUndefined();
    expect(problem({ ...networks, b: other })).toBeUndefined();
  });

  it('behind a relay agent has the address of the server on another network', () => {
    const far = { ...other, ipv6: { cidr: 'fd00:2::/64', address: 'fd00:1::1' } };
    expect(problem({ cluster: { ...cluster, ipv6 }, far })).toBeUndefined();
    expect(problem({ cluster, far })).toBe(
      'networks.far.ipv6.address: is fd00:1::1, which is not a host address of the network fd00:2::/64',
    );
  });

  it('may be left to http.listen as well, in which names have no place', () => {
    expect(problem({ cluster }, { http: { listen: ['::1', '10.0.0.1'] } })).toBeUndefined();
    expect(problem({ cluster }, { http: { listen: ['localhost'] } })).toBe(
      'http.listen[0]: is "localhost", must be an IP address such as 10.0.0.1 or fd00::1',
    );
  });
});
