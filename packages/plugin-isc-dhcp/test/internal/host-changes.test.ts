import { testPlugin } from '@muster/testkit';
import { describe, expect, it } from 'vitest';
import ipxe from '../../../plugin-ipxe/src/index.ts';
import { confText, madeFrom } from '../../src/conf-text.ts';
import { dhcpdConf } from '../../src/dhcpd-conf.ts';
import { hostSource } from '../../src/hosts.ts';
import iscDhcp from '../../src/index.ts';
import { hostChanges } from '../../src/internal/host-changes.ts';

const node = (last: number, more: object = {}) => ({
  networkDevices: { default: { hwaddr: `52:54:00:00:00:0${last}`, address: `10.0.0.1${last}` } },
  ...more,
});

async function confOf(nodes: Record<string, Record<string, unknown>>, site: object = {}) {
  const test = await testPlugin(iscDhcp, { others: [ipxe], registry: { nodes }, site: { ...site } });
  const { lifecycle } = test.provisioner;
  return dhcpdConf({ lifecycle, hosts: hostSource(lifecycle) }, test.snapshot, {
    leaseTime: 60,
    authoritative: true,
    internal: [],
  });
}

describe('what changes between two configurations', () => {
  it('is told host by host: those that went or changed are taken away, those that came or changed declared', async () => {
    const before = await confOf({ n1: node(1), n2: node(2), n3: node(3) });
    const after = await confOf({ n1: node(1), n2: node(5), n4: node(4) });
    const changes = hostChanges(before, after);
    expect(changes?.removed).toEqual(['n2-default', 'n3-default']);
    expect(changes?.declared.map(({ id }) => id)).toEqual(['n2-default', 'n4-default']);
    expect(hostChanges(before, before)).toEqual({ removed: [], declared: [] });
  });

  it('is more than hosts when a network is another', async () => {
    const nodes = { n1: node(1) };
    const pool = { networks: { cluster: { cidr: '10.0.0.0/22', address: '10.0.0.1', pool: '10.0.1.1-10.0.1.9' } } };
    expect(hostChanges(await confOf(nodes), await confOf(nodes, pool))).toBeUndefined();
  });

  it('names the node or the network of every line', async () => {
    const conf = await confOf({ n1: node(1), n2: node(2, { dhcpdStatements: ['option log-servers 10.0.0.5;'] }) });
    const lines = confText(conf, '# first').split('\n');
    const lineOf = (text: string): number => lines.findIndex((line) => line.includes(text)) + 1;
    expect(madeFrom(conf, 1)).toBeUndefined();
    expect(madeFrom(conf, lineOf('next-server'))).toBe('network "cluster"');
    expect(madeFrom(conf, lineOf('host n1-default'))).toBe('node "n1"');
    expect(madeFrom(conf, lineOf('log-servers'))).toBe('node "n2"');
    expect(madeFrom(conf, lineOf('log-servers') + 1)).toBe('node "n2"');
    expect(madeFrom(conf, 9999)).toBeUndefined();
  });

  it('has dhcpd log the class of who asks only when Muster reads its log', async () => {
    const conf = await confOf({ n1: node(1) });
    expect(confText(conf, '')).toContain('log (info, concat ("muster-boot uefi-x86_64 ", ');
    const test = await testPlugin(iscDhcp, { others: [ipxe] });
    expect((await test.command('dhcp render', {}, { format: 'full' })).text).not.toContain('muster-boot');
  });
});
