import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registryText } from '../helpers/registry.ts';
import { createTestSite, type TestSite } from '../helpers/site.ts';
import { createNetwork, labMac, type Network } from '../lab/index.ts';
import { Cleanup } from './helpers/dhcp-cleanup.ts';
import { type Told, type Udhcpc, udhcpc } from './helpers/dhcp-clients.ts';
import { DHCP_SERVERS } from './helpers/dhcp-servers.ts';

const node = (name: string, address: string, fields: object = {}) => ({
  mac: labMac(name),
  address,
  fields: { ...fields },
});
const SECURE = { hardware: { secureBoot: true } };
const NODES = {
  plain: node('plain', '10.77.0.11'),
  secure: node('secure', '10.77.0.12', SECURE),
  stubborn: node('stubborn', '10.77.0.13', { ...SECURE, boot: { loader: 'ipxe' } }),
};

/** What these send is told before any machine asks: their URLs cannot name it. */
const NAMELESS: readonly string[] = ['Kea', 'dnsmasq'];

describe.each(DHCP_SERVERS)('boot files under Secure Boot from %s', (server, plugins) => {
  const cleanup = new Cleanup();
  let network: Network;
  let site: TestSite;
  let busybox: Udhcpc;
  let asked = 0;

  beforeAll(async () => {
    busybox = cleanup.of(await udhcpc());
    network = cleanup.of(await createNetwork({ name: 'secure', cidr: '10.77.0.0/24' }));
    site = await createTestSite({
      network,
      plugins: ['ipxe', 'grub', ...plugins],
      files: { 'registry/nodes.yaml': registryText('tiny', NODES) },
    });
    cleanup.of(site);
    await site.serve();
  });
  afterAll(() => cleanup.run());

  /** As PXE or HTTP Boot of x86-64 UEFI, by the fields udhcpc makes of the answer. */
  async function ask(name: keyof typeof NODES, http = false): Promise<Told> {
    const client = await network.addClient(`asks${asked++}`, { mac: NODES[name].mac });
    const [vendor, code] = http
      ? ['HTTPClient:Arch:00016:UNDI:003000', '0010']
      : ['PXEClient:Arch:00007:UNDI:003000', '0007'];
    try {
      const told = await busybox.once(client, ['-V', vendor, '-x', `0x5d:${code}`, '-O', 'bootfile']);
      expect(told?.ip).toBe(NODES[name].address);
      return told ?? {};
    } finally {
      await client.close();
    }
  }

  it('are iPXE for a node without, and shim for one with it that chose no loader', async () => {
    expect((await ask('plain')).boot_file).toBe('ipxe/uefi-x86_64/snponly.efi');
    expect((await ask('secure')).boot_file).toBe('grub/shimx64.efi');
    const folder = NAMELESS.includes(server) ? '' : `boot/${NODES.secure.mac.replaceAll(':', '-')}/`;
    expect((await ask('secure', true)).boot_file).toBe(`http://10.77.0.1:9873/${folder}grub/shimx64.efi`);
  });

  it('are none for a node whose own choice nobody signed, and it is said why', async () => {
    expect((await ask('stubborn')).boot_file).toBe('');
    expect((await ask('stubborn', true)).boot_file).toBe('');
    const { stdout } = await site.muster(['explain', 'stubborn', '--as', 'uefi-x86_64', '--output', 'json']);
    const { findings } = JSON.parse(stdout) as { findings: readonly { code: string; remedy: string }[] };
    expect(findings.find(({ code }) => code === 'LOADER_UNSIGNED')?.remedy).toBe(
      'muster node set stubborn --loader grub',
    );
  });
});
