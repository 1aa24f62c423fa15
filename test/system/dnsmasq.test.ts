import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registryText } from '../helpers/registry.ts';
import { createTestSite, type TestSite } from '../helpers/site.ts';
import { createNetwork, type LabProcess, labMac, type Network, tinyRoot } from '../lab/index.ts';
import { Cleanup } from './helpers/dhcp-cleanup.ts';
import { type Told, type Udhcpc, udhcpc } from './helpers/dhcp-clients.ts';
import { machine, tokenIn } from './helpers/machine.ts';

const KNOWN = labMac('known');
const OTHER = labMac('other loader');
const UEFI = ['-V', 'PXEClient:Arch:00007:UNDI:003000', '-x', '0x5d:0007'];
const WAIT = { timeout: 60_000, interval: 100 };

describe('dnsmasq run by Muster', () => {
  const cleanup = new Cleanup();
  let network: Network;
  let site: TestSite;
  let server: LabProcess;
  let busybox: Udhcpc;
  let asked = 0;

  beforeAll(async () => {
    busybox = cleanup.of(await udhcpc());
    network = cleanup.of(await createNetwork({ name: 'dnsmasq', cidr: '10.77.0.0/24' }));
    site = await createTestSite({
      network,
      plugins: ['ipxe', 'grub', ['dnsmasq', { dns: true }]],
      config: { cluster: 'lab' },
      files: {
        'registry/nodes.yaml': registryText('tiny', {
          n1: { mac: KNOWN, address: '10.77.0.11' },
          n2: { mac: OTHER, address: '10.77.0.12', fields: { boot: { loader: 'grub' } } },
        }),
      },
    });
    cleanup.of(site);
    await site.addImage('tiny', await tinyRoot());
    server = await site.serve();
  });
  afterAll(() => cleanup.run());

  /** What a machine with this hardware address is told by whoever answers. */
  async function ask(mac: string, args: readonly string[] = []): Promise<Told | undefined> {
    const client = await network.addClient(`asks${asked++}`, { mac });
    try {
      return await busybox.once(client, args);
    } finally {
      await client.close();
    }
  }

  const dnsmasqPid = async (): Promise<number> =>
    (JSON.parse(await readFile(path.join(site.folder, 'state/dnsmasq/child.json'), 'utf8')) as { pid: number }).pid;

  it('gives a node the boot file of its loader', async () => {
    expect(await ask(KNOWN, UEFI)).toMatchObject({ ip: '10.77.0.11', boot_file: 'ipxe/uefi-x86_64/snponly.efi' });
    expect(await ask(OTHER, UEFI)).toMatchObject({ ip: '10.77.0.12', boot_file: 'grub/shimx64.efi' });
  });

  it('serves boot files over TFTP and the names of nodes over DNS', async () => {
    const client = await network.addClient('fetches', { address: '10.77.0.99/24' });
    const { stdout } = await client.exec('curl', [
      '--silent',
      '--output',
      '/dev/null',
      '--write-out',
      '%{size_download}',
      'tftp://10.77.0.1/ipxe/uefi-x86_64/snponly.efi',
    ]);
    expect(Number(stdout)).toBeGreaterThan(100_000);
    expect((await client.exec('busybox', ['nslookup', 'n2', '10.77.0.1'])).stdout).toContain('10.77.0.12');
    await client.close();
  });

  it('has Muster know the boot it saw begin', async () => {
    const { stdout } = await site.muster(['log', 'n1', '--output', 'json']);
    expect(stdout).toContain('10.77.0.11');
    expect(stdout).toContain('uefi-x86_64');
  });

  it('has Muster give the boot token to the machine that holds the address, also after a restart, and to nobody else', async () => {
    const rogue = await machine(network, busybox, { name: 'rogue' });
    await rogue.powerOn();
    expect(tokenIn(await rogue.script(KNOWN))).toBeUndefined();
    const node = await machine(network, busybox, { name: 'node', mac: KNOWN });
    expect(await node.powerOn()).toBe('10.77.0.11');
    await server.stop();
    server = await site.serve();
    expect(tokenIn(await node.script())).toBeDefined();
    await Promise.all([rogue.client.close(), node.client.close()]);
  });

  it('answers by what "node set" changed, without a restart of dnsmasq', async () => {
    const before = await dnsmasqPid();
    await site.muster(['node', 'set', 'n1', '--address', '10.77.0.13']);
    expect((await ask(KNOWN))?.ip).toBe('10.77.0.13');
    await site.muster(['node', 'add', 'n4', '--hwaddr', labMac('fourth'), '--address', '10.77.0.14']);
    expect(await ask(labMac('fourth'))).toMatchObject({ ip: '10.77.0.14', hostname: 'n4' });
    await site.muster(['node', 'delete', 'n4', '--yes']);
    expect((await ask(labMac('fourth')))?.ip).not.toBe('10.77.0.14');
    expect(await dnsmasqPid()).toBe(before);
  });

  it('keeps the one that runs when a node brings an option dnsmasq refuses, and names the node', async () => {
    const before = await dnsmasqPid();
    const nodes = path.join(site.folder, 'registry/broken.yaml');
    await writeFile(
      nodes,
      `nodes:\n  n3:\n    networkDevices: { default: { hwaddr: "${labMac('third')}", address: 10.77.0.15 } }\n    dnsmasqOptions: ["option:routerz,10.77.0.1"]\n`,
    );
    await server.waitForOutput(/dnsmasq refuses its new configuration because of node "n3": bad dhcp-option/, {
      timeoutMs: 20_000,
    });
    expect((await ask(KNOWN))?.ip).toBe('10.77.0.13');
    expect(await dnsmasqPid()).toBe(before);
    await writeFile(nodes, (await readFile(nodes, 'utf8')).replace('routerz', 'router'));
    await expect.poll(() => ask(labMac('third')), WAIT).toMatchObject({ ip: '10.77.0.15', router: '10.77.0.1' });
  });

  it('starts dnsmasq again when it was killed, and it knows its leases and nodes', async () => {
    const stranger = await ask(labMac('stranger'));
    const before = await dnsmasqPid();
    process.kill(before, 'SIGKILL');
    await expect.poll(dnsmasqPid, WAIT).not.toBe(before);
    await expect.poll(async () => (await ask(KNOWN))?.ip, WAIT).toBe('10.77.0.13');
    expect((await ask(labMac('stranger')))?.ip).toBe(stranger?.ip);
  });

  it('ends a dnsmasq that a killed Muster left, and takes it along when it stops', async () => {
    const before = await dnsmasqPid();
    await server.stop('SIGKILL');
    server = await site.serve();
    expect(await isAlive(before)).toBe(false);
    expect((await ask(KNOWN))?.ip).toBe('10.77.0.13');
    const last = await dnsmasqPid();
    await server.stop();
    expect(await isAlive(last)).toBe(false);
    server = await site.serve();
  });
});

async function isAlive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => undefined);
  return stat !== undefined && !/\) Z /.test(stat);
}
