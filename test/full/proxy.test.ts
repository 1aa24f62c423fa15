import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootAsExplained, bootTiny } from '../helpers/boots-as-explained.ts';
import { forceUndionly } from '../helpers/force-undionly.ts';
import { startPlainDnsmasq } from '../helpers/plain-dnsmasq.ts';
import { registryText } from '../helpers/registry.ts';
import { createTestSite, type TestSite } from '../helpers/site.ts';
import { type Client, createNetwork, type Network, tinyRoot } from '../lab/index.ts';

const node = (index: number) => ({ mac: `52:54:00:77:06:0${index}`, address: `10.77.0.6${index}` });
const NODES = { undi: node(1), http: node(2), beside: node(3), menu: node(4), efimenu: node(5) };
/**
 * A menu of one item, which waits for nobody and names port 4011 of Muster as the server of type 32768. The iPXE of a UEFI,
 * which chooses nothing from it, is told its script.
 */
const MENU = [
  '--pxe-service=x86PC,Muster,32768,10.77.0.1',
  '--pxe-service=tag:!ipxe,X86-64_EFI,Muster,32768,10.77.0.1',
  '--dhcp-userclass=set:ipxe,iPXE',
  '--dhcp-match=set:efi,option:client-arch,7',
  '--dhcp-boot=tag:ipxe,tag:efi,http://10.77.0.1:9873/ipxe/${mac:hexhyp},,10.77.0.1',
];

describe('firmware beside the embedded proxy', () => {
  let network: Network;
  let site: TestSite;

  beforeAll(async () => {
    network = await createNetwork({ routerAdvertisement: true });
    site = await createTestSite({
      network,
      plugins: [['dhcp', { mode: 'proxy' }], 'tftp', 'ipxe', './force-undionly.mjs'],
      files: {
        'registry/nodes.yaml': registryText('tiny', NODES),
        'force-undionly.mjs': forceUndionly('undi', NODES.undi.mac),
      },
    });
    await site.addImage('tiny', await tinyRoot());
  });
  afterAll(async () => {
    await network.close();
    await site.close();
  });

  const machine = (name: string): Promise<Client> => network.addClient(name, { address: '10.77.0.2/24' });
  const boot = (name: keyof typeof NODES) => ({ network, site, name, node: NODES[name] });

  describe('with a plain DHCP server on another machine', () => {
    it('a ROM loads undionly.kpxe, and UEFI boots by HTTP', async () => {
      const client = await machine('plain');
      await startPlainDnsmasq(client, network, { hosts: NODES });
      const server = await site.serve();
      await bootAsExplained({ ...boot('undi'), firmware: 'seabios' });
      await bootAsExplained({ ...boot('http'), firmware: 'ovmf', netboot: 'http' });
      await server.stop();
      await client.close();
    });
  });

  it('with a DHCP server on the same machine a UEFI boots', async () => {
    const dnsmasq = await startPlainDnsmasq(network, network, { hosts: NODES, args: ['--bind-dynamic'] });
    const server = await site.serve();
    await bootAsExplained({ ...boot('beside'), firmware: 'ovmf' });
    await server.stop();
    await dnsmasq.stop();
  });

  it('with a boot menu of the DHCP server that names it as boot server, ROM and UEFI ask its port 4011', async () => {
    const client = await machine('menu');
    await startPlainDnsmasq(client, network, { hosts: NODES, args: MENU });
    const server = await site.serve();
    // Its offers on port 67 would be preferred to the menu.
    await network.exec('nft', ['add', 'table', 'inet', 'menu']);
    const hook = '{ type filter hook input priority 0; }';
    await network.exec('nft', ['add', 'chain', 'inet', 'menu', 'in', hook]);
    await network.exec('nft', ['add', 'rule', 'inet', 'menu', 'in', 'udp', 'dport', '67', 'drop']);
    const file = path.join(site.folder, 'pxe.pcap');
    const capture = await network.captureWire(file, 'udp src port 4011');
    await bootTiny({ ...boot('menu'), firmware: 'seabios' });
    await bootTiny({ ...boot('efimenu'), firmware: 'ovmf' });
    await capture.stop();
    const { stdout } = await network.exec('tcpdump', ['-nr', file]);
    for (const { address } of [NODES.menu, NODES.efimenu]) expect(stdout).toContain(`10.77.0.1.4011 > ${address}.`);
    await server.stop();
    await client.close();
  });
});
