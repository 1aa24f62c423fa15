import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadSite } from '../../src/config/load-site.ts';
import { layDhcpOptions, readDhcpOptions } from '../../src/net/index.ts';
import { problemsOf, site, viewOf } from '../registry/support.ts';

const hex = (octets: Uint8Array | undefined): string | undefined => octets && Buffer.from(octets).toString('hex');

describe('DHCP options of the site', () => {
  it('are read by name and by code, later layers over earlier ones, null taking away', () => {
    const network = readDhcpOptions({ 'ntp-servers': ['10.0.0.5'], 'domain-search': 'a.test', 252: 'wpad' });
    const node = readDhcpOptions({ 42: { value: '10.0.0.6', always: true }, 'domain-search': null });
    const left = layDhcpOptions(network, node);
    expect([...left.values()].map(({ code, octets, always }) => [code, hex(octets), always])).toEqual([
      [252, '77706164', false],
      [42, '0a000006', true],
    ]);
  });

  it('replace each other as a whole through profiles, whichever way they are spelt', async () => {
    const view = await viewOf({
      profiles: {
        a: { dhcpOptions: { 42: ['10.0.0.5', '10.0.0.6'], 'log-servers': '10.0.0.7', 'domain-search': ['a.test'] } },
        b: { dhcpOptions: { 'ntp-servers': '10.0.0.8', 'log-servers': null } },
      },
      nodes: {
        n1: { profiles: ['a', 'b'], dhcpOptions: { 119: { value: 'b.test', always: true } } },
        n2: { profiles: ['a'], dhcpOptions: null },
        n3: {},
      },
    });
    expect(view.node('n1')?.dhcpOptions).toEqual({
      'ntp-servers': '10.0.0.8',
      'log-servers': null,
      119: { value: 'b.test', always: true },
    });
    expect(view.node('n2')?.dhcpOptions).toBeUndefined();
    expect(view.node('n3')).not.toHaveProperty('dhcpOptions');
    const layers = [...view.origins('n1')].map(([path, origin]) => [path, ...origin.layers]);
    expect(layers.filter(([path]) => path?.startsWith('dhcpOptions'))).toEqual([
      ['dhcpOptions.ntp-servers', 'b'],
      ['dhcpOptions.log-servers', 'b'],
      ['dhcpOptions.119.value', 'node'],
      ['dhcpOptions.119.always', 'node'],
    ]);
  });

  it('are told with file, line, column and path when the registry has them wrong', async () => {
    const { store } = await site({
      'nodes.yaml': [
        'profiles:',
        '  p:',
        '    dhcpOptions:',
        '      ntp-server: 10.0.0.5',
        '      dhcp-lease-time: 60',
        'nodes:',
        '  n1:',
        '    dhcpOptions: { ntp-servers: ntp.example, 42: 10.0.0.1, time-offset: ~, 43: { valu: a } }',
        '',
      ].join('\n'),
    });
    expect(await problemsOf(store.load())).toEqual([
      '4:7 profiles.p.dhcpOptions.ntp-server: is neither the name of a DHCP option nor a code from 1 to 254; did you mean "ntp-servers"?',
      '5:7 profiles.p.dhcpOptions.dhcp-lease-time: is decided by the lease times of the DHCP plugin and cannot be set',
      '8:76 nodes.n1.dhcpOptions.43: has the key "valu"; known are "value", and "always" with true or false',
      '8:20 nodes.n1.dhcpOptions.ntp-servers: names the same option as "42"',
    ]);
  });

  it('are told in the same way when the configuration has them wrong', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'muster-options-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, 'muster.config.yaml');
    const options = ['      mtu: 1500', '      53: 1', '      ntp-servers: ntp.example', '      time-offset: -3600'];
    const network = ['networks:', '  cluster:', '    cidr: 10.0.0.0/22', '    address: 10.0.0.1', '    dhcpOptions:'];
    await writeFile(file, [...network, ...options, ''].join('\n'));
    const failure = await loadSite({ cwd: folder }).catch((error: unknown) => (error as Error).message);
    expect((failure as string).replaceAll(file, 'FILE').split('\n').slice(1)).toEqual([
      '  FILE:7:7: networks.cluster.dhcpOptions.53: is decided by the DHCP server and cannot be set',
      '  FILE:6:7: networks.cluster.dhcpOptions.mtu: is neither the name of a DHCP option nor a code from 1 to 254',
      '  FILE:8:7: networks.cluster.dhcpOptions.ntp-servers: is "ntp.example", must be one or more IPv4 addresses',
    ]);
  });
});
