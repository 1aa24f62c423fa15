import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, createNetwork, ipv6, labMac, type Network } from '../lab/index.ts';
import { Cleanup } from './helpers/dhcp-cleanup.ts';
import { type ServedSite, serveSite } from './helpers/dhcp-site.ts';
import { dhclient6 } from './helpers/dhclient6.ts';
import { networkd6 } from './helpers/networkd6.ts';

const MAC = labMac('ipv6 node');
const RENEWING = labMac('ipv6 networkd');
const ADDRESS = ipv6.host(0x11);
const FILE = 'a boot file\n'.repeat(400);

describe('IPv6 with real clients', () => {
  const cleanup = new Cleanup();
  let network: Network;
  let site: ServedSite;
  let node: Client;

  beforeAll(async () => {
    network = cleanup.of(await createNetwork({ managedIpv6: true }));
    site = await serveSite(cleanup, network.namespace, {
      networks: {
        boot: {
          cidr: network.cidr,
          address: network.address,
          domain: 'cluster.test',
          ipv6: { cidr: ipv6.cidr, address: ipv6.address, dns: [ipv6.address] },
        },
      },
      dhcp: { leaseTime: 10 },
      tftp: {},
      nodes: {
        six: { hwaddr: MAC, address6: `${ADDRESS}/64` },
        networkd: { hwaddr: RENEWING, address6: ipv6.host(0x12) },
      },
      files: { '/boot/file': FILE },
    });
    node = await network.addClient('six', { mac: MAC });
  });

  afterAll(() => cleanup.run());

  it('gives dhclient the address of its node and all that goes with it, and takes it back', async () => {
    const client = cleanup.of(await dhclient6(node));
    const bound = await client.ask();
    expect(bound.addresses).toEqual([ADDRESS]);
    expect(bound.options).toMatchObject({
      'name-servers': ipv6.address,
      'domain-search': 'cluster.test.',
      'bootfile-url': `tftp://[${ipv6.address}]/boot/uefi-x86_64`,
    });
    expect(await leases()).toMatchObject([{ address: ADDRESS, hostname: 'six', state: 'bound', client: MAC }]);
    expect((await client.release()).log).toContain('XMT: Release');
    await released();
  });

  it('is found by curl and tftp once the address is there', async () => {
    const client = cleanup.of(await dhclient6(node));
    await client.ask();
    const { stdout } = await node.exec('curl', ['-6', '-gsSf', `http://[${ipv6.address}]:9873/boot/file`]);
    expect(`${stdout}\n`).toBe(FILE);
    const folder = await mkdtemp(join(tmpdir(), 'muster-tftp6-'));
    cleanup.add(() => rm(folder, { recursive: true }));
    const got = join(folder, 'got');
    await node.exec('tftp', ['-6', '-m', 'binary', ipv6.address, '-c', 'get', 'boot/file', got]);
    expect(await readFile(got, 'utf8')).toBe(FILE);
    await site.process.waitForOutput(/"stage":"boot-file".*"node":"six"/, { timeoutMs: 10_000 });
    await client.release();
    await released();
  });

  it('confirms the address to a client that kept it over a restart of the server, and forgets no lease', async () => {
    const client = cleanup.of(await dhclient6(node));
    await client.ask();
    await site.restart('SIGKILL');
    expect((await leases()).at(-1)).toMatchObject({ address: ADDRESS, state: 'bound' });
    expect((await client.ask()).log).toMatch(/XMT: Confirm[\s\S]*status code Success/i);
    await client.release();
    await released();
  });

  it('gives a stranger no address, and tells it the name servers when it asks for them alone', async () => {
    const stranger = await network.addClient('stranger');
    const client = cleanup.of(await dhclient6(stranger));
    const answered = stranger.exec(
      'timeout',
      [
        '12',
        'dhclient',
        '-6',
        '-1',
        '-v',
        '-D',
        'LL',
        '-lf',
        '/dev/null',
        '-pf',
        '/dev/null',
        '-sf',
        '/bin/true',
        'eth0',
      ],
      { reject: false, timeoutMs: 60_000 },
    );
    expect((await answered).stderr).not.toContain('ADVERTISE');
    const told = await client.information();
    expect(told.log).toContain('XMT: Info-Request');
    expect(told.log).toMatch(/RCV: Reply message/);
    await stranger.close();
  });

  it('gives systemd-networkd an address in two packets (rapid commit), and renews it', async () => {
    const machine = await network.addClient('networkd', { mac: RENEWING });
    const networkd = networkd6(machine);
    await networkd.waitForOutput(/DHCPv6 client: .*(?:solicitation|rapid).* -> bound|Processed Reply message/i, {
      timeoutMs: 60_000,
    });
    const address = ipv6.host(0x12);
    await expect
      .poll(async () => (await machine.exec('ip', ['-6', 'address', 'show', 'dev', 'eth0'])).stdout, {
        timeout: 20_000,
      })
      .toContain(address);
    await site.process.waitForOutput(/REPLY to RENEW[^\n]*networkd|"node":"networkd"[^\n]*REPLY to RENEW/, {
      timeoutMs: 60_000,
    });
    expect(site.process.output).toMatch(/REPLY to SOLICIT/);
    await networkd.stop();
    await machine.close();
  });

  /** dhclient does not wait for the answer. */
  async function released(): Promise<void> {
    await expect.poll(async () => (await leases()).at(-1)?.state, { timeout: 20_000 }).toBe('released');
  }

  async function leases(): Promise<readonly Record<string, unknown>[]> {
    const text = await readFile(join(site.folder, 'state/dhcp/leases6.journal'), 'utf8');
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }
});
