import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registryText } from '../helpers/registry.ts';
import { createTestSite, type TestSite } from '../helpers/site.ts';
import { createNetwork, type LabProcess, labMac, type Network } from '../lab/index.ts';
import { Cleanup } from './helpers/dhcp-cleanup.ts';
import { type Told, type Udhcpc, udhcpc } from './helpers/dhcp-clients.ts';

const KNOWN = labMac('known');
const WAIT = { timeout: 60_000, interval: 200 };
const DOUBLES = path.join(import.meta.dirname, '../helpers/systemd');
/** Folders of the distribution's units; the test has its own in their places. */
const FOLDERS = ['/etc/dhcp', '/etc/kea', '/etc/default', '/var/lib', '/run'];
const PROGRAMS = [
  { program: 'dhcpd', unit: 'isc-dhcp-server', conf: '/etc/dhcp/dhcpd.conf', before: "# the site's own\n" },
  { program: 'kea', unit: 'kea-dhcp4-server', conf: '/etc/kea/kea-dhcp4.conf', before: '{ "Dhcp4": {} }\n' },
] as const;

/** systemd is a double here (test/helpers/systemd), the programs are real. */
describe.each(PROGRAMS)("$program as the distribution's unit", ({ program, unit, conf, before }) => {
  const cleanup = new Cleanup();
  let network: Network;
  let site: TestSite;
  let server: LabProcess;
  let busybox: Udhcpc;
  /** Where the test sees a file of the distribution. */
  const at = (file: string): string => path.join(site.folder, 'root', file);
  const text = (file: string): Promise<string> => readFile(at(file), 'utf8');

  async function serve(): Promise<LabProcess> {
    const mounts = FOLDERS.map((place) => `mount --bind ${at(place)} ${place}`);
    const run = `PATH=${DOUBLES}:$PATH exec ${[process.execPath, ...site.command, 'serve'].join(' ')}`;
    const env = { FAKE_SYSTEMD: path.join(site.folder, 'systemd') };
    const script = [...mounts, run].join(' && ');
    const started = network.spawn('unshare', ['--mount', 'sh', '-c', script], { name: 'muster serve', env });
    await started.waitForOutput(/ready; Ctrl-C stops/, { timeoutMs: 120_000 });
    return started;
  }

  async function ask(mac: string, args: readonly string[] = []): Promise<Told | undefined> {
    const client = await network.addClient('asks', { mac });
    try {
      return await busybox.once(client, args);
    } finally {
      await client.close();
    }
  }

  beforeAll(async () => {
    busybox = cleanup.of(await udhcpc());
    network = cleanup.of(await createNetwork({ name: 'unit', cidr: '10.77.0.0/24' }));
    site = await createTestSite({
      network,
      plugins: ['tftp', 'ipxe', ['isc-dhcp', { mode: 'internal', run: 'unit', program }]],
      files: { 'registry/nodes.yaml': registryText('tiny', { n1: { mac: KNOWN, address: '10.77.0.11' } }) },
    });
    cleanup.of(site);
    for (const folder of [...FOLDERS, '/var/lib/dhcp', '/var/lib/kea']) await mkdir(at(folder), { recursive: true });
    await mkdir(path.join(site.folder, 'systemd'));
    await writeFile(at('/etc/default/isc-dhcp-server'), 'OPTIONS=""\nINTERFACESv4=""\nINTERFACESv6=""\n');
    await writeFile(at(conf), before);
    server = await serve();
    cleanup.add(async () => {
      await server.stop();
      const double = path.join(DOUBLES, 'systemctl');
      await network.exec(double, ['stop', unit], { env: { FAKE_SYSTEMD: path.join(site.folder, 'systemd') } });
    });
  });
  afterAll(() => cleanup.run());

  it('has its configuration where the unit reads it, and keeps what was there', async () => {
    expect(await text(conf)).toContain('Made by Muster');
    expect(await text(`${conf}.before-muster`)).toBe(before);
    if (program === 'dhcpd') {
      expect(await text('/etc/default/isc-dhcp-server')).toContain(`INTERFACESv4="${network.bridge}"\n`);
    }
  });

  it('serves nodes and strangers, and its log tells Muster of boots and leases', async () => {
    const told = await ask(KNOWN, ['-V', 'PXEClient:Arch:00007:UNDI:003000', '-x', '0x5d:0007']);
    expect(told).toMatchObject({ ip: '10.77.0.11', hostname: 'n1', boot_file: 'ipxe/uefi-x86_64/snponly.efi' });
    expect((await ask(labMac('stranger')))?.ip).toMatch(/^10\.77\.0\.1[0-5]\d$/);
    const log = async (): Promise<string> => (await site.muster(['log', 'n1', '--output', 'json'])).stdout;
    await expect.poll(log, WAIT).toContain('10.77.0.11');
    expect(await log()).toContain('uefi-x86_64');
    const acknowledged = path.join(site.folder, 'state/isc-dhcp/acknowledged');
    await expect.poll(() => readFile(acknowledged, 'utf8'), WAIT).toContain(`10.77.0.11 ${KNOWN} `);
  });

  it('answers by a changed node without a restart, and goes on when Muster ends', async () => {
    const calls = (): Promise<string> => readFile(path.join(site.folder, 'systemd/calls'), 'utf8');
    const started = await calls();
    await site.muster(['node', 'set', 'n1', '--address', '10.77.0.12']);
    expect((await ask(KNOWN))?.ip).toBe('10.77.0.12');
    expect(await calls()).toBe(started);
    await server.stop();
    expect((await ask(KNOWN))?.ip).toBe('10.77.0.12');
    server = await serve();
    expect((await ask(KNOWN))?.ip).toBe('10.77.0.12');
    expect(await text(`${conf}.before-muster`)).toBe(before);
  });
});
