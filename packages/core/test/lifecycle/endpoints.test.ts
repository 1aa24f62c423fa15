import { describe, expect, it } from 'vitest';
import { siteFromObject } from '../../src/config/load-site.ts';
import { endpointsOf, networkOf } from '../../src/lifecycle/endpoints.ts';

const networks = {
  plain: { cidr: '10.0.0.0/22', address: '10.0.0.1' },
  both: {
    cidr: '10.0.4.0/22',
    address: '10.0.4.1',
    nextServer: '10.0.4.9',
    ipv6: { cidr: 'fd00:1::/64', address: 'fd00:1::1' },
  },
};
const site = siteFromObject({ networks }, '/site');

describe('where a machine finds the server', () => {
  it('is told over the protocol it came by', () => {
    expect(endpointsOf(site, { network: 'both' })).toEqual({ baseUrl: 'http://10.0.4.1:9873', nextServer: '10.0.4.9' });
    const six = { baseUrl: 'http://[fd00:1::1]:9873', nextServer: 'fd00:1::1' };
    expect(endpointsOf(site, { localAddress: 'fd00:1::1' })).toEqual(six);
    expect(endpointsOf(site, { remoteAddress: 'fd00:1::11' })).toEqual(six);
    expect(endpointsOf(site, { network: 'both', localAddress: 'fd00:1::1', remoteAddress: 'fe80::1' })).toEqual(six);
  });

  it('is told over IPv4 on a network without an IPv6 side', () => {
    expect(endpointsOf(site, { network: 'plain', remoteAddress: 'fd00:2::1' }).baseUrl).toBe('http://10.0.0.1:9873');
  });

  it('is the URL of the configuration where there is one', () => {
    const cached = siteFromObject({ networks, http: { url: 'http://cache/' } }, '/site');
    expect(endpointsOf(cached, { localAddress: 'fd00:1::1' })).toEqual({
      baseUrl: 'http://cache',
      nextServer: 'fd00:1::1',
    });
  });

  it('depends on the network, which both kinds of addresses tell', () => {
    expect(networkOf(site, { remoteAddress: 'fd00:1::11' })?.[0]).toBe('both');
    expect(networkOf(site, { remoteAddress: '10.0.5.1' })?.[0]).toBe('both');
    expect(networkOf(site, { localAddress: 'fd00:1::1' })?.[0]).toBe('both');
    expect(networkOf(site, { remoteAddress: 'fd00:2::1' })).toBeUndefined();
    expect(networkOf(site, {})).toBeUndefined();
  });
});
