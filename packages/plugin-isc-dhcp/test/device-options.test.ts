import { testPlugin } from '@muster/testkit';
import { describe, expect, it } from 'vitest';
import iscDhcp, { checkWithDhcpd, checkWithKea } from '../src/index.ts';

const cluster = {
  cidr: '10.0.0.0/22',
  address: '10.0.0.1',
  pool: '10.0.1.1-10.0.1.9',
  gateway: '10.0.0.254',
  dns: ['10.0.0.1'],
  domain: 'hpc.example',
  mtu: 1500,
};
const OWN = { gateway: '10.0.0.253', dns: ['fd00::1', '10.0.0.2'], domain: 'io.example', mtu: 9000 };
const SAME = { gateway: '10.0.0.254', dns: ['10.0.0.1'], domain: 'hpc.example', mtu: 1500 };

interface Said {
  readonly device?: object;
  readonly dhcpOptions?: object;
  /** `dhcpOptions` of the network. */
  readonly network?: object;
}

/** With a node n01 of which this is said, and a node n02 of which nothing is. */
function pluginOf(program: string, { device = {}, dhcpOptions, network = {} }: Said) {
  const nodeOf = (last: number, fields: object) => ({
    networkDevices: { default: { hwaddr: `52:54:00:00:00:0${last}`, address: `10.0.0.1${last}`, ...fields } },
  });
  return testPlugin(iscDhcp, {
    site: { networks: { cluster: { ...cluster, dhcpOptions: network } } },
    registry: {
      nodes: {
        n01: { ...nodeOf(1, device), ...(dhcpOptions === undefined ? {} : { dhcpOptions }) },
        n02: nodeOf(2, {}),
      },
    },
    config: { program },
  });
}

/** Statements of the hosts but their name and addresses, after dhcpd has read the file. */
async function inDhcpd(said: Said): Promise<Readonly<Record<'n01' | 'n02' | 'subnet', string[]>>> {
  const { text } = await (await pluginOf('dhcpd', said)).command('dhcp render', {}, { format: 'full' });
  await checkWithDhcpd(text);
  const options = (start: string): string[] => {
    const from = text.slice(text.indexOf(start));
    return [...from.slice(0, from.indexOf('\n}')).matchAll(/^ +option (?!host-name)(.*);$/gm)].map(
      ([, one = '']) => one,
    );
  };
  return { n01: options('host n01-default'), n02: options('host n02-default'), subnet: options('# network cluster') };
}

/** `option-data` of the reservations, after Kea has read the file. */
async function inKea(said: Said): Promise<readonly unknown[]> {
  const { text } = await (await pluginOf('kea', said)).command('dhcp render', {}, { format: 'full' });
  await checkWithKea(text);
  const { Dhcp4 } = JSON.parse(text) as { Dhcp4: { subnet4: { reservations: Record<string, unknown>[] }[] } };
  return Dhcp4.subnet4[0]?.reservations.map((reservation) => reservation['option-data']) ?? [];
}

const octets = (text: string): string => Buffer.from(text).toString('hex');

describe('what a network device says in place of its network', () => {
  it('is told its node by dhcpd, name servers as far as they have an IPv4 address', async () => {
    const { n01, n02, subnet } = await inDhcpd({ device: OWN });
    expect(n01).toEqual([
      'muster-3 0a:00:00:fd',
      'muster-6 0a:00:00:02',
      'muster-15 69:6f:2e:65:78:61:6d:70:6c:65',
      'muster-26 23:28',
    ]);
    expect(n02).toEqual([]);
    expect(subnet).toContain('routers 10.0.0.254');
  });

  it('is told its node by Kea', async () => {
    const data = (code: number, hex: string) => ({ code, data: hex, 'csv-format': false });
    expect(await inKea({ device: OWN })).toEqual([
      [data(3, '0a0000fd'), data(6, '0a000002'), data(15, octets('io.example')), data(26, '2328')],
      undefined,
    ]);
  });

  it('is left out where the network says the same, or has no room for it', async () => {
    expect((await inDhcpd({ device: SAME })).n01).toEqual([]);
    expect(await inKea({ device: SAME })).toEqual([undefined, undefined]);
    expect((await inDhcpd({ device: { dns: ['fd00::1'] } })).n01).toEqual([]);
  });

  it('takes the name servers away where it has none', async () => {
    const { n01, n02, subnet } = await inDhcpd({ device: { dns: [] } });
    expect(n01).toEqual([]);
    expect(n02).toEqual(['domain-name-servers 10.0.0.1']);
    expect(subnet.filter((line) => line.startsWith('domain-name-servers'))).toEqual(['domain-name-servers 10.0.0.1']);
    expect(await inKea({ device: { dns: [] } })).toEqual([
      undefined,
      [{ name: 'domain-name-servers', data: '10.0.0.1' }],
    ]);
  });

  it('stands under dhcpOptions of its node and over those of the network, unasked where those are', async () => {
    const dhcpOptions = { routers: '10.0.0.252', 15: null };
    const network = { 26: { value: 1400, always: true } };
    const [n01] = await inKea({ device: { ...OWN, mtu: 1500 }, dhcpOptions, network });
    expect(n01).toEqual([
      { code: 3, data: '0a0000fc', 'csv-format': false },
      { code: 6, data: '0a000002', 'csv-format': false },
      { code: 26, data: '05dc', 'csv-format': false, 'always-send': true },
    ]);
    // A gateway like that of the network may be core's, not the device's.
    expect((await inDhcpd({ device: SAME, network: { routers: '10.0.0.251' } })).n01).toEqual([]);
  });

  it('stands in the include for a file of the site, and in the table of nodes', async () => {
    const test = await pluginOf('dhcpd', { device: { mtu: 9000, dns: [] } });
    const { text } = await test.command('dhcp render', {}, { format: 'include', check: true });
    expect(text).toContain('option muster-26 code 26 = string;');
    expect(text).toContain('  option muster-26 23:28;\n');
    expect((await test.command('dhcp render', {}, { format: 'table', nodes: true })).rows).toMatchObject([
      { node: 'n01', further: 'no 6, 26=0x2328' },
      { node: 'n02', further: '' },
    ]);
  });
});
