import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registryText } from '../helpers/registry.ts';
import { clusterOf, createTestSite, type TestSite } from '../helpers/site.ts';
import { createNetwork, labMac, type Network } from '../lab/index.ts';
import { Cleanup } from './helpers/dhcp-cleanup.ts';
import { type Told, type Udhcpc, udhcpc } from './helpers/dhcp-clients.ts';
import { DHCP_SERVERS } from './helpers/dhcp-servers.ts';

const PLAIN = labMac('node of its network');
const OWN = labMac('node with options');
const DEVICE = labMac('node with a device of its own');
const NO_DNS = labMac('node without name servers');
const ASKED = ['-O', 'ntpsrv', '-O', 'search', '-O', 'staticroutes', '-O', '224'];

const OPTIONS = {
  'ntp-servers': ['10.77.0.5', '10.77.0.6'],
  'domain-search': ['a.test', 'b.test'],
  121: ['10.8.0.0/16 via 10.77.0.7'],
  224: { value: 'hex:77', always: true },
};

const FIELDS = { gateway: '10.77.0.1', dns: ['10.77.0.2', '10.77.0.3'], domain: 'net.test', mtu: 1500 };

/** A node of which its device says more. */
const saying = (hwaddr: string, address: string, said: object) => ({
  mac: hwaddr,
  address,
  fields: { networkDevices: { default: { device: 'eth0', hwaddr, address, ...said } } },
});

describe.each(DHCP_SERVERS)('options of the site from %s', (_, plugins) => {
  const cleanup = new Cleanup();
  let network: Network;
  let site: TestSite;
  let busybox: Udhcpc;
  let asked = 0;

  beforeAll(async () => {
    busybox = cleanup.of(await udhcpc());
    network = cleanup.of(await createNetwork({ name: 'options', cidr: '10.77.0.0/24' }));
    site = await createTestSite({
      network,
      plugins: ['ipxe', ...plugins],
      config: { networks: { cluster: { ...clusterOf(network), ...FIELDS, dhcpOptions: OPTIONS } } },
      files: {
        'registry/nodes.yaml': registryText('tiny', {
          plain: { mac: PLAIN, address: '10.77.0.11' },
          own: {
            mac: OWN,
            address: '10.77.0.12',
            fields: { dhcpOptions: { 42: '10.77.0.8', 'domain-search': null, 224: 'hex:01:02' } },
          },
          device: saying(DEVICE, '10.77.0.13', {
            gateway: '10.77.0.254',
            dns: ['fd00::1', '10.77.0.4'],
            domain: 'device.test',
            mtu: 1400,
          }),
          'no-dns': saying(NO_DNS, '10.77.0.14', { dns: [] }),
        }),
      },
    });
    cleanup.of(site);
    await site.serve();
  });
  afterAll(() => cleanup.run());

  async function ask(mac: string, args: readonly string[] = ASKED): Promise<Told | undefined> {
    const client = await network.addClient(`asks${asked++}`, { mac });
    try {
      return await busybox.once(client, args);
    } finally {
      await client.close();
    }
  }

  const OF_NETWORK = {
    ntpsrv: '10.77.0.5 10.77.0.6',
    search: 'a.test b.test',
    staticroutes: '10.8.0.0/16 10.77.0.7',
    opt224: '77',
  };

  it('are those of the network for strangers and for nodes that set none', async () => {
    expect(await ask(labMac('stranger'))).toMatchObject(OF_NETWORK);
    expect(await ask(PLAIN)).toMatchObject({ ip: '10.77.0.11', ...OF_NETWORK });
  });

  it('are told to who asks, but for what all are told', async () => {
    expect(await ask(PLAIN, [])).toMatchObject({ search: '', opt224: '77' });
  });

  it('are those of the node where it sets them, and gone where it takes them away', async () => {
    expect(await ask(OWN)).toMatchObject({
      ip: '10.77.0.12',
      ntpsrv: '10.77.0.8',
      search: '',
      staticroutes: OF_NETWORK.staticroutes,
      opt224: '0102',
    });
  });

  it('are those of the device where it says them in place of the network', async () => {
    const ofNetwork = { router: '10.77.0.1', dns: '10.77.0.2 10.77.0.3', domain: 'net.test', mtu: '1500' };
    // Without option 121, beside which a server may leave the router out (RFC 3442).
    const asked = ['-O', 'mtu'];
    expect(await ask(PLAIN, asked)).toMatchObject(ofNetwork);
    expect(await ask(labMac('stranger'), asked)).toMatchObject(ofNetwork);
    expect(await ask(DEVICE, asked)).toMatchObject({
      router: '10.77.0.254',
      dns: '10.77.0.4',
      domain: 'device.test',
      mtu: '1400',
    });
    expect(await ask(NO_DNS, asked)).toMatchObject({ ...ofNetwork, dns: '' });
  });

  it('are changed by "node set"', async () => {
    await site.muster(['node', 'set', 'plain', '--set', 'dhcpOptions.ntp-servers=10.77.0.9']);
    const told = async () => (await ask(PLAIN))?.ntpsrv;
    await expect.poll(told, { timeout: 60_000, interval: 500 }).toBe('10.77.0.9');
  });
});
