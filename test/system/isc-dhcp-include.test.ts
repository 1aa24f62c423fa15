import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registryText } from '../helpers/registry.ts';
import { createTestSite, type TestSite } from '../helpers/site.ts';
import { createNetwork, labMac, type Network } from '../lab/index.ts';
import { Cleanup } from './helpers/dhcp-cleanup.ts';

const KNOWN = labMac('known');
const NODES = registryText('tiny', {
  n1: { mac: KNOWN, address: '10.77.0.11' },
  n2: { mac: labMac('second'), address: '10.77.0.12', fields: { boot: { loader: 'grub' } } },
});
/** A second network makes the include tell them apart; nobody is on it. */
const ELSEWHERE = { cidr: '10.99.0.0/20', address: '10.99.0.1' };

describe.each(['dhcpd', 'kea'] as const)('a %s of the site with the include in its own file', (program) => {
  const cleanup = new Cleanup();
  let network: Network;
  let observer: TestSite;

  const siteOf = async (address: string, http?: object): Promise<TestSite> => {
    const cluster = { cidr: network.cidr, address, pool: '10.77.0.100-10.77.0.150', nextServer: '10.77.0.1' };
    const site = await createTestSite({
      network,
      plugins: ['tftp', 'ipxe', 'grub', ['isc-dhcp', { program }]],
      config: { networks: { cluster, elsewhere: ELSEWHERE }, ...(http === undefined ? {} : { http }) },
      files: { 'registry/nodes.yaml': NODES },
    });
    cleanup.of(site);
    return site;
  };

  beforeAll(async () => {
    network = cleanup.of(await createNetwork({ name: 'incl', cidr: '10.77.0.0/24' }));
    const site = await siteOf('10.77.0.1');
    const at = (name: string): string => path.join(site.folder, name);
    const render = async (...args: string[]): Promise<void> => {
      await site.muster(['dhcp', 'render', '--format', 'include', '--check', ...args]);
    };
    observer = await siteOf('10.77.0.9', { url: 'http://10.77.0.1:9873' });
    if (program === 'dhcpd') {
      await render('--file', at('muster.conf'));
      const subnet = 'subnet 10.77.0.0 netmask 255.255.255.0 { range 10.77.0.100 10.77.0.150; }';
      await writeFile(at('dhcpd.conf'), `default-lease-time 600;\ninclude "${at('muster.conf')}";\n${subnet}\n`);
      await writeFile(at('leases'), '');
      const files = ['-cf', at('dhcpd.conf'), '-lf', at('leases'), '-pf', at('pid')];
      const dhcpd = network.spawn('dhcpd', ['-4', '-f', '-d', ...files, network.bridge], { name: 'dhcpd' });
      await dhcpd.waitForOutput(/Server starting service/, { timeoutMs: 30_000 });
      return;
    }
    await render('--file', at('classes.json'));
    await render('--network', 'cluster', '--file', at('cluster.json'));
    await writeFile(
      at('kea.conf'),
      `{ "Dhcp4": {
        "interfaces-config": { "interfaces": ["${network.bridge}"] },
        "lease-database": { "type": "memfile", "persist": false },
        "match-client-id": false,
        "loggers": [{ "name": "kea-dhcp4", "severity": "INFO", "output_options": [{ "output": "stdout" }] }],
        "client-classes": [ <?include "${at('classes.json')}"?> ],
        "subnet4": [{ "id": 7, "subnet": "10.77.0.0/24", "interface": "${network.bridge}",
          "pools": [{ "pool": "10.77.0.100-10.77.0.150" }], <?include "${at('cluster.json')}"?> }]
      } }\n`,
    );
    const env = { KEA_PIDFILE_DIR: site.folder, KEA_LOCKFILE_DIR: site.folder };
    const kea = network.spawn('kea-dhcp4', ['-c', at('kea.conf')], { name: 'kea', env });
    await kea.waitForOutput(/DHCP4_STARTED/, { timeoutMs: 30_000 });
  });
  afterAll(() => cleanup.run());

  it.each([
    ['a stranger', []],
    ['a node', ['--node', 'n1']],
    ['a node with another loader', ['--node', 'n2']],
  ])('answers every client class of %s as Muster would', async (_who, args) => {
    const machine = await network.addClient('observer', { address: '10.77.0.9/24' });
    try {
      const command = [...observer.command, 'dhcp', 'check', '--network', 'cluster', '--output', 'json', ...args];
      const { stdout } = await machine.exec(process.execPath, command, { reject: false });
      expect(JSON.parse(stdout)).toEqual([]);
    } finally {
      await machine.close();
    }
  });
});
