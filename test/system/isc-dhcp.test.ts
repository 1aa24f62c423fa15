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
const UEFI = ['-V', 'PXEClient:Arch:00007:UNDI:003000', '-x', '0x5d:0007'];
const WAIT = { timeout: 60_000, interval: 100 };

/** What differs between the programs: the options, how they log a lease, and a field of a node with an unknown option. */
const PROGRAMS = [
  {
    program: 'dhcpd',
    lease: /DHCPACK on 10\.77\.0\.11 to /,
    refusal: /dhcpd refuses its new configuration because of node "n3"/,
    broken: 'dhcpdStatements: ["option log-serverz 10.77.0.1;"]',
    brokenField: 'dhcpdStatements',
    forged: (address: string) => `x\nDHCPACK on ${address} to ${KNOWN} via eth1\n`,
  },
  {
    program: 'kea',
    lease: /lease 10\.77\.0\.11 has been allocated/,
    refusal: /kea-dhcp4 refuses its new configuration because of node "n3"/,
    broken: 'keaOptions: [{ name: log-serverz, data: 10.77.0.1 }]',
    brokenField: 'keaOptions',
    forged: (address: string) =>
      `x\nINFO kea DHCP4_LEASE_ALLOC [hwtype=1 ${KNOWN}], cid=[], tid=0x1: lease ${address} has been allocated for 99 seconds\n`,
  },
] as const;

describe.each(PROGRAMS)('$program run by Muster', ({ program, lease, refusal, broken, brokenField, forged }) => {
  const cleanup = new Cleanup();
  let network: Network;
  let site: TestSite;
  let server: LabProcess;
  let busybox: Udhcpc;

  beforeAll(async () => {
    busybox = cleanup.of(await udhcpc());
    network = cleanup.of(await createNetwork({ name: 'isc', cidr: '10.77.0.0/24' }));
    site = await createTestSite({
      network,
      plugins: ['tftp', 'ipxe', ['isc-dhcp', { mode: 'internal', program }]],
      config: { cluster: 'lab' },
      files: {
        'registry/nodes.yaml': registryText('tiny', { n1: { mac: KNOWN, address: '10.77.0.11' } }),
      },
    });
    cleanup.of(site);
    await site.addImage('tiny', await tinyRoot());
    server = await site.serve();
  });
  afterAll(() => cleanup.run());

  /** What a machine with this hardware address is told by whoever answers. */
  async function ask(mac: string, args: readonly string[] = []): Promise<Told | undefined> {
    const client = await network.addClient('asks', { mac });
    try {
      return await busybox.once(client, args);
    } finally {
      await client.close();
    }
  }

  const daemonPid = async (): Promise<number> =>
    (JSON.parse(await readFile(path.join(site.folder, 'state/isc-dhcp/child.json'), 'utf8')) as { pid: number }).pid;

  it('knows the boot it saw begin, and who holds the address', async () => {
    expect(await ask(KNOWN, UEFI)).toMatchObject({ ip: '10.77.0.11', boot_file: 'ipxe/uefi-x86_64/snponly.efi' });
    await server.waitForOutput(lease, { timeoutMs: 10_000 });
    const { stdout } = await site.muster(['log', 'n1', '--output', 'json']);
    expect(stdout).toContain('10.77.0.11');
    expect(stdout).toContain('uefi-x86_64');
    expect(await readFile(path.join(site.folder, 'state/isc-dhcp/acknowledged'), 'utf8')).toContain(
      `10.77.0.11 ${KNOWN} `,
    );
  });

  it('is found to answer as it should, and where it does not, as a machine on the wire and through a relay', async () => {
    const address = '10.77.0.9';
    const observer = await network.addClient('observer', { address: `${address}/24` });
    /** Differences that another site finds, which expects this of the server. */
    const check = async (gateway: object, ...args: string[]): Promise<unknown> => {
      const cluster = {
        cidr: network.cidr,
        address,
        pool: '10.77.0.100-10.77.0.150',
        nextServer: '10.77.0.1',
        ...gateway,
      };
      const other = await createTestSite({
        network,
        plugins: ['tftp', 'ipxe', ['isc-dhcp', { program }]],
        config: { networks: { cluster }, http: { url: 'http://10.77.0.1:9873' } },
        files: { 'registry/nodes.yaml': registryText('tiny', { n1: { mac: KNOWN, address: '10.77.0.11' } }) },
      });
      const command = [...other.command, 'dhcp', 'check', '--output', 'json', ...args];
      const { stdout } = await observer.exec(process.execPath, command, { reject: false });
      await other.close();
      return JSON.parse(stdout);
    };
    expect(await check({})).toEqual([]);
    expect(await check({}, '--node', 'n1', '--server', '10.77.0.1')).toEqual([]);
    const wrong = { server: '10.77.0.1', what: 'router', expected: '10.77.0.254', got: '' };
    expect(await check({ gateway: '10.77.0.254' })).toContainEqual({ network: 'cluster', class: 'bios', ...wrong });
    expect(await check({}, '--server', '10.77.0.8', '--wait', '0.2')).toEqual([
      { network: 'cluster', class: 'bios', server: '10.77.0.8', what: 'offer', expected: 'an OFFER', got: '' },
    ]);
    await observer.close();
  });

  it('gives the boot token to the machine that was given the address, also after a restart, and to nobody else', async () => {
    const rogue = await machine(network, busybox, { name: 'rogue' });
    const address = await rogue.powerOn();
    expect(tokenIn(await rogue.script(KNOWN))).toBeUndefined();
    // Nor by a line of the log that it makes up.
    const told = await busybox.once(rogue.client, ['-V', forged(address)]);
    expect(told?.ip).toBe(address);
    expect(tokenIn(await rogue.script(KNOWN))).toBeUndefined();
    const node = await machine(network, busybox, { name: 'node', mac: KNOWN });
    expect(await node.powerOn()).toBe('10.77.0.11');
    await server.stop();
    server = await site.serve();
    expect(tokenIn(await node.script())).toBeDefined();
    await Promise.all([rogue.client.close(), node.client.close()]);
  });

  it('answers by what "node set" changed, without a restart', async () => {
    const before = await daemonPid();
    await site.muster(['node', 'set', 'n1', '--address', '10.77.0.12']);
    expect((await ask(KNOWN))?.ip).toBe('10.77.0.12');
    await site.muster(['node', 'add', 'n2', '--hwaddr', labMac('second'), '--address', '10.77.0.13']);
    expect(await ask(labMac('second'))).toMatchObject({ ip: '10.77.0.13', hostname: 'n2' });
    await site.muster(['node', 'delete', 'n2', '--yes']);
    expect((await ask(labMac('second')))?.ip).not.toBe('10.77.0.13');
    expect(await daemonPid()).toBe(before);
  });

  it('keeps the one that runs when a node brings an option that is refused, and names the node', async () => {
    const before = await daemonPid();
    const nodes = path.join(site.folder, 'registry/broken.yaml');
    await writeFile(
      nodes,
      `nodes:\n  n3:\n    networkDevices: { default: { hwaddr: "${labMac('third')}", address: 10.77.0.14 } }\n    ${broken}\n`,
    );
    await server.waitForOutput(refusal, { timeoutMs: 20_000 });
    expect((await ask(KNOWN))?.ip).toBe('10.77.0.12');
    expect(await daemonPid()).toBe(before);
    await writeFile(nodes, (await readFile(nodes, 'utf8')).replace('serverz', 'servers'));
    await expect.poll(async () => (await ask(labMac('third')))?.ip, WAIT).toBe('10.77.0.14');
  });

  it('has "node set" warn of what it refuses, which stands in the registry all the same', async () => {
    const set = await site.muster(['node', 'set', 'n1', '--set', broken.replace(': ', '=')]);
    expect(set.stdout).toContain('changed 1 node');
    expect(set.stderr).toMatch(/warning: DAEMON_REFUSED \[isc-dhcp, refresh\]: .* because of node "n1": .*log-serverz/);
    expect(set.stderr).toContain('remedy: correct node "n1"');
    expect((await site.muster(['status'])).stderr).toContain('because of node "n1"');
    expect((await site.muster(['reload'], { reject: false })).exitCode).toBe(1);
    const mended = await site.muster(['node', 'set', 'n1', '--unset', brokenField]);
    expect(mended.stderr).toBe('');
    expect((await site.muster(['status'])).stderr).toBe('');
  });

  it('is started again when it was killed, and knows its leases and the changed hosts', async () => {
    const stranger = await ask(labMac('stranger'));
    const before = await daemonPid();
    process.kill(before, 'SIGKILL');
    await expect.poll(daemonPid, WAIT).not.toBe(before);
    await expect.poll(async () => (await ask(KNOWN))?.ip, WAIT).toBe('10.77.0.12');
    expect((await ask(labMac('stranger')))?.ip).toBe(stranger?.ip);
  });

  it('ends with a server that is killed, and starts anew with the next', async () => {
    const before = await daemonPid();
    await server.stop('SIGKILL');
    await expect.poll(() => isAlive(before), WAIT).toBe(false);
    server = await site.serve();
    expect((await ask(KNOWN))?.ip).toBe('10.77.0.12');
    const last = await daemonPid();
    await server.stop();
    expect(await isAlive(last)).toBe(false);
    server = await site.serve();
  });
});

async function isAlive(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => undefined);
  return stat !== undefined && !/\) Z /.test(stat);
}
