import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { importMacList, type MacListOptions, RegistryInvalidError } from '../../src/registry/index.ts';
import { NETWORKS, FUZZ_TIMEOUT, RUNS, viewOf } from './support.ts';

const DATA = {
  profiles: { compute: {} },
  nodes: {
    n1: { image: 'a' },
    old: { networkDevices: { default: { hwaddr: '52:54:00:00:00:99', address: '10.0.1.50' } } },
  },
};

async function run(text: string, options: Partial<MacListOptions> & { nodeSet: string }) {
  const view = await viewOf(DATA, NETWORKS);
  return importMacList(text, { view, networks: NETWORKS, file: 'rack1.txt', ...options });
}

async function objections(text: string, options: Partial<MacListOptions> & { nodeSet: string }): Promise<string[]> {
  const error: unknown = await run(text, options).catch((thrown: unknown) => thrown);
  if (!(error instanceof RegistryInvalidError)) throw new Error('nothing was refused', { cause: error });
  expect(error.code).toBe('REGISTRY_MAC_LIST_INVALID');
  return error.problems.map(({ where, sentence }) => `${where.file ?? ''}:${where.line ?? ''}: ${sentence}`);
}

const device = (hwaddr: string, address: string) => ({ networkDevices: { default: { hwaddr, address } } });

describe('importMacList', () => {
  it('gives the machines of a list names and addresses in rack order', async () => {
    const text =
      '\uFEFF# rack 1, bottom first\r\n52:54:00:AA:00:01\r\n\r\n5254.00aa.0002  # unit 2\r\n52-54-00-aa-00-03\r\n';
    const { edits, summary } = await run(text, {
      nodeSet: 'n[001-003]',
      firstAddress: '10.0.1.10',
      profiles: ['compute'],
    });
    expect(edits).toEqual([
      { kind: 'node', name: 'n001', body: { profiles: ['compute'], ...device('52:54:00:aa:00:01', '10.0.1.10') } },
      { kind: 'node', name: 'n002', body: { profiles: ['compute'], ...device('52:54:00:aa:00:02', '10.0.1.11') } },
      { kind: 'node', name: 'n003', body: { profiles: ['compute'], ...device('52:54:00:aa:00:03', '10.0.1.12') } },
    ]);
    expect(summary).toEqual({
      machines: [
        { node: 'n001', mac: '52:54:00:aa:00:01', line: 2, address: '10.0.1.10' },
        { node: 'n002', mac: '52:54:00:aa:00:02', line: 4, address: '10.0.1.11' },
        { node: 'n003', mac: '52:54:00:aa:00:03', line: 5, address: '10.0.1.12' },
      ],
      added: ['n001', 'n002', 'n003'],
      changed: [],
      ignoredColumns: false,
    });
  });

  it('takes serial, asset tag and UUID from columns that a heading names', async () => {
    const text =
      'Pos;Serial No.;Asset Tag;BMC MAC;MAC Address;UUID\n1;"ABCDEF012345";0012;52:54:00:bb:00:01;525400AA0001;4C4C4544-0000-1000-8000-000000000001\n';
    const { edits, summary } = await run(text.replace('Serial No.', 'Serial Number'), { nodeSet: 'm1' });
    expect(edits[0]?.body).toEqual({
      uuid: '4c4c4544-0000-1000-8000-000000000001',
      assetTag: '0012',
      networkDevices: { default: { hwaddr: '52:54:00:aa:00:01' } },
      tags: { serial: 'ABCDEF012345' },
    });
    expect(summary.ignoredColumns).toBe(true);
  });

  it('finds the MAC address among columns without a heading, also beside a serial number of hexadecimal digits', async () => {
    const { edits, summary } = await run('1,ABCDEF012345,52:54:00:aa:00:01\n2 123456789012 5254.00aa.0002\n', {
      nodeSet: 'm[1-2]',
    });
    expect(edits.map(({ body }) => body)).toEqual([
      { networkDevices: { default: { hwaddr: '52:54:00:aa:00:01' } } },
      { networkDevices: { default: { hwaddr: '52:54:00:aa:00:02' } } },
    ]);
    expect(summary.ignoredColumns).toBe(true);
  });

  it('adds to nodes that are there, on the device asked for, and makes no edit where nothing changes', async () => {
    const first = await run('52:54:00:aa:00:01\n52:54:00:00:00:99\n', { nodeSet: 'n1,old', device: 'default' });
    expect(first.edits).toEqual([
      { kind: 'node', name: 'n1', body: { image: 'a', networkDevices: { default: { hwaddr: '52:54:00:aa:00:01' } } } },
    ]);
    expect(first.summary).toMatchObject({ added: [], changed: ['n1'] });
    const second = await run('52:54:00:aa:00:01\n', { nodeSet: 'n1', device: 'eth1', firstAddress: '192.168.0.9/24' });
    expect(second.edits[0]?.body).toEqual({
      image: 'a',
      networkDevices: { eth1: { hwaddr: '52:54:00:aa:00:01', address: '192.168.0.9/24' } },
    });
  });

  it('reports every line at fault at once', async () => {
    const text =
      '52:54:00:aa:00:01\nhello\n52:54:00:AA:00:01\n52:54:00:00:00:99\n52:54:00:aa:00:05 52:54:00:aa:00:06\n';
    expect(await objections(text, { nodeSet: 'm[1-5]' })).toEqual([
      'rack1.txt:2: "hello" holds no MAC address',
      'rack1.txt:5: the line holds 2 MAC addresses (52:54:00:aa:00:05, 52:54:00:aa:00:06)',
      'rack1.txt:3: MAC address 52:54:00:aa:00:01 is also on line 1',
      'rack1.txt:4: MAC address 52:54:00:00:00:99 already belongs to node old',
    ]);
    expect(await objections('000000000000\nff:ff:ff:ff:ff:ff\n', { nodeSet: 'm[1-2]' })).toEqual([
      'rack1.txt:1: holds 00:00:00:00:00:00, which stands for no address',
      'rack1.txt:2: holds ff:ff:ff:ff:ff:ff, which is the address of a group',
    ]);
    expect(await objections('mac,uuid\n52:54:00:aa:00:01,7\nx,\n', { nodeSet: 'm[1-2]' })).toEqual([
      'rack1.txt:2: "7" is not a UUID',
      'rack1.txt:3: "x" is not a MAC address',
    ]);
  });

  it('says both counts when list and node set do not fit', async () => {
    expect(await objections('52:54:00:aa:00:01\n', { nodeSet: 'm[1-4]' })).toEqual([
      'rack1.txt:: the list has 1 machines, but the node set m[1-4] stands for 4 nodes',
    ]);
  });

  it('does not replace the MAC address of a node', async () => {
    expect(await objections('52:54:00:aa:00:01\n', { nodeSet: 'old' })).toEqual([
      'rack1.txt:1: node old already has the MAC address 52:54:00:00:00:99 on its device "default", not 52:54:00:aa:00:01',
    ]);
  });

  it.each([
    ['10.0.1.49', '10.0.1.50, the address for node m2, belongs to node old'],
    ['10.0.0.0', '10.0.0.0, the address for node m1, is the network or broadcast address'],
    ['10.0.0.1', '10.0.0.1, the address for node m1, is the address of this server'],
    [
      '10.0.2.255',
      '10.0.3.0, the address for node m2, lies in the pool 10.0.3.0-10.0.3.250 for machines without a fixed address',
    ],
    ['10.0.3.254', '10.0.3.255, the address for node m2, is the network or broadcast address'],
    ['192.168.0.255/24', '192.168.1.0, the address for node m2, lies outside of its network'],
    ['192.168.0.1', 'the first address 192.168.0.1 is in none of the configured networks'],
    ['10.0.0', 'the first address 10.0.0 is not an IPv4 address'],
  ])('refuses to count up from %s', async (firstAddress, sentence) => {
    const found = await objections('52:54:00:aa:00:01\n52:54:00:aa:00:02\n', { nodeSet: 'm[1-2]', firstAddress });
    expect(found).toContain(`rack1.txt:: ${sentence}`);
  });

  it(
    'answers any text with edits or problems',
    async () => {
      const view = await viewOf(DATA, NETWORKS);
      fc.assert(
        fc.property(
          fc.string({
            unit: fc.constantFrom('5', 'a', ':', ',', ';', '\t', '\n', '\r', '#', '"', ' ', '52:54:00:aa:00:0', 'mac'),
          }),
          (text) => {
            try {
              importMacList(text, { view, nodeSet: 'm1' });
            } catch (error) {
              expect(error).toBeInstanceOf(RegistryInvalidError);
            }
          },
        ),
        { numRuns: RUNS },
      );
    },
    FUZZ_TIMEOUT,
  );
});
