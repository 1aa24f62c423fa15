import { describe, expect, it } from 'vitest';
import { NETWORKS, problemsOf, site, viewOf } from './support.ts';

const IPV6 = { cluster: { ...NETWORKS.cluster, ipv6: { cidr: 'fd00:1::/64', address: 'fd00:1::1' } } };
const nodes = (...addresses: string[]) =>
  Object.fromEntries(addresses.map((address6, index) => [`n${index}`, { networkDevices: { d: { address6 } } }]));

describe('IPv6 addresses of nodes', () => {
  it('are found in any spelling, and have the prefix length of their network', async () => {
    const view = await viewOf({ nodes: nodes('FD00:1::0011', 'fd00:9::1/48') }, IPV6);
    expect(view.node('n0')?.networkDevices.d?.address6).toBe('fd00:1::11/64');
    expect(view.node('n1')?.networkDevices.d?.address6).toBe('fd00:9::1/48');
    expect(view.byAddress('fd00:1::11')).toBe('n0');
    expect(view.byAddress('fd00:9::1')).toBe('n1');
  });

  it('are refused with file, line and column when they are none', async () => {
    const { store } = await site({
      'a.yaml': 'nodes:\n  n1:\n    networkDevices:\n      d:\n        address6: 10.0.0.5\n',
    });
    const [problem] = await problemsOf(store.load());
    expect(problem).toMatch(/^5:9 nodes\.n1\.networkDevices\.d\.address6: is "10\.0\.0\.5", not an IPv6 address$/);
  });

  it('are refused when two nodes have the same', async () => {
    const [problem] = await problemsOf(viewOf({ nodes: nodes('fd00:1::11', 'fd00:1:0::11/64') }, IPV6));
    expect(problem).toContain('address fd00:1::11 of node n1 is also that of node n0');
  });

  it('are refused when they fit no network, or are somebody else’s', async () => {
    const written = ['fd00:2::1', 'fd00:1::1', 'fd00:1::', 'fe80::1', 'ff02::1'];
    const sentences = await problemsOf(viewOf({ nodes: nodes(...written) }, IPV6));
    expect(sentences.map((text) => text.replace(/^.*address6: /, ''))).toEqual([
      'is fd00:2::1, which is in none of the configured IPv6 networks, so its prefix length is not known',
      'is fd00:1::1, the address of this server on network "cluster"',
      'is fd00:1::, which belongs to the routers of the network (RFC 4291 section 2.6.1)',
      'is fe80::1, a link-local address, which no server gives out',
      'is ff02::1, a multicast address, which no server gives out',
    ]);
  });

  it('belong to one machine and not into a profile', async () => {
    const profiles = { p: { networkDevices: { d: { address6: 'fd00:1::11' } } } };
    const [problem] = await problemsOf(viewOf({ profiles }));
    expect(problem).toContain('belongs to one machine and cannot be in a profile');
  });
});
