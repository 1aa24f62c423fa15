import { describe, expect, it } from 'vitest';
import { siteFromObject } from '../../src/config/load-site.ts';

function problem(networks: object): string | undefined {
  try {
    siteFromObject({ networks }, '/site');
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const cluster = { cidr: '10.0.0.0/22', address: '10.0.0.1' };

describe('networks', () => {
  it.each([
    [{ cluster }],
    [{ cluster: { ...cluster, pool: '10.0.1.1-10.0.1.255', gateway: '10.0.0.254', dns: ['10.0.0.1'], mtu: 9000 } }],
    [{ cluster, other: { cidr: '10.0.4.0/22', address: '10.0.4.1', interface: 'eth2' } }],
    [{ cluster, inner: { cidr: '10.0.1.0/24', address: '10.0.1.1', shared: true } }],
    [{ cluster, behind: { cidr: '10.9.0.0/24', address: '10.0.0.1', gateway: '10.9.0.254' } }],
    [{ link: { cidr: '10.0.0.0/31', address: '10.0.0.0' } }],
  ])('are accepted: %j', (networks) => {
    expect(problem(networks)).toBeUndefined();
  });

  it.each([
    [{ ...cluster, cidr: '10.0.0.0' }, 'cidr: is "10.0.0.0", which is not an IPv4 network'],
    [{ ...cluster, cidr: '10.0.0.1/22' }, 'cidr: is "10.0.0.1/22", which is an address inside the network 10.0.0.0/22'],
    [
      { ...cluster, address: '10.0.4.1' },
      'address: is 10.0.4.1, which is not a host address of the network 10.0.0.0/22',
    ],
    [
      { ...cluster, address: '10.0.3.255' },
      'address: is 10.0.3.255, which is not a host address of the network 10.0.0.0/22',
    ],
    [
      { ...cluster, gateway: '10.1.0.1' },
      'gateway: is 10.1.0.1, which is not a host address of the network 10.0.0.0/22',
    ],
    [{ ...cluster, pool: '10.0.1.9-10.0.1.1' }, 'pool: is "10.0.1.9-10.0.1.1", which is not a range of IPv4 addresses'],
    [
      { ...cluster, pool: '10.0.1.0-10.0.4.9' },
      'pool: is 10.0.4.9, which is not a host address of the network 10.0.0.0/22',
    ],
    [
      { ...cluster, pool: '10.0.0.1-10.0.0.9' },
      "pool: is 10.0.0.1-10.0.0.9, which holds the server's address 10.0.0.1: it would be given to a machine",
    ],
    [
      { ...cluster, gateway: '10.0.0.5', pool: '10.0.0.2-10.0.0.9' },
      'pool: is 10.0.0.2-10.0.0.9, which holds the gateway 10.0.0.5: it would be given to a machine',
    ],
  ])('are refused: %j', (network, message) => {
    expect(problem({ net: network })).toBe(`networks.net.${message}`);
  });

  it('may not overlap, nor share an interface, unless asked for', () => {
    const eth1 = { ...cluster, interface: 'eth1' };
    expect(problem({ a: cluster, b: { cidr: '10.0.1.0/24', address: '10.0.1.1' } })).toBe(
      'networks.b.cidr: is 10.0.1.0/24, which overlaps network "a" (10.0.0.0/22): machines could not be told apart by address',
    );
    expect(problem({ a: eth1, b: { cidr: '10.9.0.0/24', address: '10.9.0.1', interface: 'eth1' } })).toBe(
      'networks.b.interface: is eth1, as for network "a": every machine there would get two offers',
    );
  });
});
