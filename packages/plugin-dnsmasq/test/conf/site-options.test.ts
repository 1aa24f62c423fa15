import { describe, expect, it } from 'vitest';
import { filesOf, provisionerOf } from '../support.ts';

describe('the options of the site', () => {
  it('stand over those of the network, and are kept from nodes that have them taken away', async () => {
    const dhcpOptions = {
      'ntp-servers': ['10.0.0.5', '10.0.0.6'],
      119: 'a.test',
      224: { value: 'hex:01', always: true },
    };
    const network = { cidr: '10.0.0.0/22', address: '10.0.0.1', gateway: '10.0.0.254', domain: 'hpc.example' };
    const own = { 'ntp-servers': null, routers: null, 'domain-name': 'own.example', 225: { value: 'x', always: true } };
    const { conf, hosts, options } = await filesOf({
      site: { networks: { cluster: { ...network, dhcpOptions } } },
      nodes: {
        n01: { networkDevices: { default: { hwaddr: '52:54:00:00:00:01', address: '10.0.0.11' } }, dhcpOptions: own },
      },
    });
    expect(options).toBe(`#
tag:net-cluster,3,10.0.0.254
tag:net-cluster,15,"hpc.example"
tag:net-cluster,119,a.test
tag:net-cluster,tag:!without-42,42,10.0.0.5,10.0.0.6
tag:host-n01-default,3
tag:host-n01-default,15,"own.example"
`);
    expect(hosts).toBe('#\n52:54:00:00:00:01,set:host-n01-default,set:without-42,10.0.0.11,n01,3600\n');
    expect(conf.split('\n').filter((line) => line.startsWith('dhcp-option-force=tag:net-cluster,2'))).toEqual([
      'dhcp-option-force=tag:net-cluster,224,1b',
    ]);
    expect(conf).toContain('dhcp-option-force=tag:host-n01-default,225,120b\n');
  });

  it('are kept from a node as soon as it takes them away', async () => {
    const networks = { cluster: { cidr: '10.0.0.0/22', address: '10.0.0.1', dhcpOptions: { 42: '10.0.0.5' } } };
    const networkDevices = { default: { hwaddr: '52:54:00:00:00:01', address: '10.0.0.11' } };
    const on = (own: object) => provisionerOf({ site: { networks }, nodes: { n01: { networkDevices, ...own } } });
    const before = await on({});
    const after = await on({ dhcpOptions: { 42: null } });
    const told = async (snapshot: typeof before.snapshot) => {
      const conf = await before.provisioner.lifecycle.render('dnsmasq-conf', { snapshot });
      return conf?.options.flatMap(({ lines }) => lines).filter((line) => line.includes('42,'));
    };
    expect(await told(before.snapshot)).toEqual(['tag:net-cluster,42,10.0.0.5']);
    expect(await told({ ...before.snapshot, registry: after.snapshot.registry })).toEqual([
      'tag:net-cluster,tag:!without-42,42,10.0.0.5',
    ]);
    expect(await told(before.snapshot)).toEqual(['tag:net-cluster,42,10.0.0.5']);
  });
});
