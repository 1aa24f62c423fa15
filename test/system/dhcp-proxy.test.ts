import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPlainDnsmasq } from '../helpers/plain-dnsmasq.ts';
import { registryText } from '../helpers/registry.ts';
import { createTestSite, type TestSite } from '../helpers/site.ts';
import { createNetwork, type LabProcess, labMac, type Network } from '../lab/index.ts';
import { Cleanup } from './helpers/dhcp-cleanup.ts';
import { type Udhcpc, udhcpc } from './helpers/dhcp-clients.ts';
import { BIOS, HTTP, IPXE, ProxyWire, UEFI } from './helpers/offers.ts';

const OTHER = labMac('grub node');
const PROXY = { yiaddr: 0, siaddr: '10.77.0.1', vendor: 'PXEClient' };
const SITE = {
  plugins: [['dhcp', { mode: 'proxy' }], 'tftp', 'ipxe', 'grub'],
  files: {
    'registry/nodes.yaml': registryText('tiny', {
      n2: { mac: OTHER, address: '10.77.0.12', fields: { boot: { loader: 'grub' } } },
    }),
  },
};

/** Everything the plain server of the site is needed for: it gives the address, and is asked again for it. */
async function leasesAsEver(network: Network, busybox: Udhcpc, dnsmasq: LabProcess): Promise<void> {
  const client = await network.addClient('plain');
  const running = await busybox.keep(client);
  expect(running.output).toMatch(/TOLD bound ip=10\.77\.0\.2[0-2]\d .*boot_file= /);
  const acknowledged = (): number => dnsmasq.output.split(new RegExp(`DHCPACK.* ${client.mac}`)).length - 1;
  await expect.poll(acknowledged, { timeout: 10_000 }).toBeGreaterThan(0);
  const before = acknowledged();
  // To renew at once: by unicast, which goes to the server that gave the lease.
  process.kill(running.pid, 'SIGUSR1');
  await running.waitForOutput('TOLD renew', { timeoutMs: 20_000 });
  await expect.poll(acknowledged, { timeout: 10_000 }).toBeGreaterThan(before);
  expect(dnsmasq.output).not.toMatch(new RegExp(`DHCPNAK.* ${client.mac}`));
  await running.stop();
  await client.close();
}

describe("the embedded proxy beside the site's own dnsmasq, which knows no boot files", () => {
  const cleanup = new Cleanup();
  let network: Network;
  let site: TestSite;
  let busybox: Udhcpc;
  let dnsmasq: LabProcess;
  let wire: ProxyWire;

  beforeAll(async () => {
    busybox = cleanup.of(await udhcpc());
    network = cleanup.of(await createNetwork());
    dnsmasq = await startPlainDnsmasq(await network.addClient('site', { address: '10.77.0.2/24' }), network);
    site = await createTestSite({ network, ...SITE });
    cleanup.of(site);
    await site.serve();
    wire = new ProxyWire(network, site, busybox);
  });
  afterAll(() => cleanup.run());

  it('tells firmware, HTTP Boot and iPXE the boot file of their class', async () => {
    const mac = labMac('stranger');
    expect(await wire.told(mac, BIOS)).toEqual({ ...PROXY, file: 'ipxe/bios/undionly.kpxe' });
    expect(await wire.told(mac, UEFI)).toEqual({ ...PROXY, file: 'ipxe/uefi-x86_64/snponly.efi' });
    expect(await wire.told(mac, HTTP)).toEqual({
      ...PROXY,
      vendor: 'HTTPClient',
      file: `http://10.77.0.1:9873/boot/${mac.replaceAll(':', '-')}/ipxe/uefi-x86_64/snponly.efi`,
    });
    expect(await wire.told(mac, IPXE)).toMatchObject({
      ...PROXY,
      file: expect.stringMatching(/^http:\/\/10\.77\.0\.1:9873\/ipxe\/\$/) as string,
    });
  });

  it('tells a node the boot file of its own loader, the next time after that was changed', async () => {
    expect(await wire.told(OTHER, UEFI)).toMatchObject({ file: 'grub/shimx64.efi' });
    await site.muster(['node', 'set', 'n2', '--loader', 'ipxe']);
    expect(await wire.told(OTHER, UEFI)).toMatchObject({ file: 'ipxe/uefi-x86_64/snponly.efi' });
  });

  it('leaves all other machines, and all leases, to the server of the site', async () => {
    expect(await wire.offers(labMac('plain'), [])).toEqual([]);
    await leasesAsEver(network, busybox, dnsmasq);
    expect((await site.muster(['dhcp', 'leases', '--output', 'json'])).stdout.trim()).toBe('[]');
  });
});

describe('the embedded proxy on the machine of another DHCP server', () => {
  const cleanup = new Cleanup();
  let network: Network;
  let site: TestSite;
  let busybox: Udhcpc;

  beforeAll(async () => {
    busybox = cleanup.of(await udhcpc());
    network = cleanup.of(await createNetwork());
    site = await createTestSite({ network, ...SITE });
    cleanup.of(site);
  });
  afterAll(() => cleanup.run());

  const check = async (): Promise<string> =>
    (await site.muster(['serve', '--check'], { reject: false })).stdout.replaceAll(/\s+/g, ' ');

  it('does not start where that one keeps the port to itself, and says who it is and what to do', async () => {
    const dnsmasq = await startPlainDnsmasq(network, network);
    const { exitCode, stderr } = await site.muster(['serve'], { reject: false });
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('DHCP_PORT_TAKEN');
    expect(stderr).toMatch(/already used by dnsmasq \(pid \d+\)/);
    expect(stderr).toContain('bind-dynamic');
    expect(await check()).toMatch(/UDP port 67 is taken by dnsmasq \(pid \d+\)/);
    await dnsmasq.stop();
  });

  it('shares the port with one that does, which keeps its renewals', async () => {
    const dnsmasq = await startPlainDnsmasq(network, network, { args: ['--bind-dynamic'] });
    expect(await check()).toMatch(/UDP port 67 is also used by dnsmasq \(pid \d+\) on .*: both hear broadcasts/);
    const server = await site.serve();
    const wire = new ProxyWire(network, site, busybox);
    const [offer] = (await wire.offers(labMac('stranger'), UEFI)).filter(({ yiaddr }) => yiaddr === 0);
    expect(offer?.file).toBe('ipxe/uefi-x86_64/snponly.efi');
    await leasesAsEver(network, busybox, dnsmasq);
    await server.stop();
  });
});
