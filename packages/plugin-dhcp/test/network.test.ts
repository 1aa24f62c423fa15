import { describe, expect, it } from 'vitest';
import { networksOf } from '../src/network.ts';

function failure(config: { cidr: string; address: string; pool?: string }): unknown {
  try {
    return networksOf({ networks: { n: config } });
  } catch (error) {
    return error;
  }
}

describe('networks of the configuration', () => {
  it('are found by the narrowest that holds an address', () => {
    const networks = networksOf({
      networks: {
        wide: { cidr: '10.0.0.0/8', address: '10.0.0.1' },
        narrow: { cidr: '10.1.0.0/16', address: '10.1.0.1' },
      },
    });
    expect(networks.containing(0x0a010005)?.name).toBe('narrow');
    expect(networks.containing(0x0a020005)?.name).toBe('wide');
    expect(networks.containing(0x0b000001)).toBeUndefined();
  });

  it('are refused with the path of what is wrong', () => {
    expect(failure({ cidr: '10.0.0.0', address: '10.0.0.1' })).toMatchObject({
      code: 'DHCP_NETWORK_INVALID',
      where: { path: 'networks.n.cidr' },
    });
    expect(failure({ cidr: '10.0.0.0/24', address: 'server' })).toMatchObject({
      where: { path: 'networks.n.address' },
    });
    expect(failure({ cidr: '10.0.0.0/24', address: '10.0.0.1', pool: '10.0.0.9-10.0.1.9' })).toMatchObject({
      where: { path: 'networks.n.pool' },
      sentence: 'pool of network "n" is "10.0.0.9-10.0.1.9", which is not a range FIRST-LAST inside 10.0.0.0/24',
    });
  });
});
