import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootRequest } from '@muster/core';
import { testPlugin } from '@muster/testkit';
import { decodeDhcp, encodeDhcp, MessageType } from '@muster/wire';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import dhcp from '../src/index.ts';
import { LeaseStore } from '../src/lease/lease-store.ts';
import { clientMessage } from './support.ts';

const MAC = '52:54:00:00:00:01';
const ADDRESS = '127.78.0.1';

describe('the dhcp plugin', () => {
  let state: string;
  let port: number;
  beforeEach(async () => {
    state = await mkdtemp(join(tmpdir(), 'muster-dhcp-'));
    port = await freePort();
  });
  afterEach(() => rm(state, { recursive: true }));

  function load(config: object = { port }) {
    const networks = { loop: { cidr: '127.78.0.0/16', address: ADDRESS, pool: '127.78.1.0-127.78.1.255' } };
    return testPlugin(dhcp, {
      config,
      site: { networks, paths: { state }, http: { port: 0 } },
      registry: { nodes: { n1: { networkDevices: { default: { hwaddr: MAC } } } } },
    });
  }

  it('serves what it says it listens on, journals the lease, and knows the node by it', async () => {
    const relay = createSocket('udp4');
    relay.bind(0, '127.78.0.2');
    await once(relay, 'listening');
    const site = await load({ port, relayPort: relay.address().port });
    await site.provisioner.serve();
    expect(site.provisioner.listeners).toContainEqual({ what: 'dhcp', address: ADDRESS, port });

    const reply = once(relay, 'message') as Promise<[Buffer]>;
    const facts = { mac: MAC, giaddr: '127.78.0.2', server: ADDRESS, wanted: '127.78.1.7' };
    relay.send(encodeDhcp(clientMessage({ ...facts, type: MessageType.REQUEST })), port, ADDRESS);
    const decoded = decodeDhcp((await reply)[0]);
    expect(decoded).toMatchObject({ ok: true, message: { yiaddr: 0x7f4e0107 } });
    expect(site.services.timeline.of('n1')).toMatchObject([{ stage: 'dhcp', outcome: 'done', address: '127.78.1.7' }]);

    const { lifecycle } = site.provisioner;
    const found = await lifecycle.discover(bootRequest({ remoteAddress: '127.78.1.7' }));
    expect(found).toMatchObject({ node: 'n1', by: 'lease' });
    expect(await lifecycle.discover(bootRequest({ remoteAddress: '127.78.1.8' }))).toBeUndefined();
    relay.close();
    await site.close();

    const { rows } = await site.command('dhcp leases');
    expect(rows).toMatchObject([
      { address: '127.78.1.7', client: MAC, node: 'n1', hostname: 'n1', network: 'loop', state: 'bound' },
    ]);
  });

  it('lists leases that have run out when asked for all', async () => {
    const store = await LeaseStore.open(join(state, 'dhcp/leases.journal'));
    const lease = {
      client: MAC,
      address: 0x7f4e0107,
      network: 'loop',
      expires: Date.now() - 1000,
      state: 'bound',
    } as const;
    await store.commit(lease);
    await store.close();
    const site = await load();
    expect((await site.command('dhcp leases')).rows).toEqual([]);
    const { rows } = await site.command('dhcp leases', {}, { all: true });
    expect(rows).toMatchObject([{ address: '127.78.1.7', state: 'expired' }]);
    await site.close();
  });

  it('says before it starts whether it can listen, and who else does', async () => {
    const site = await load();
    const found = async () =>
      (await site.findings('dhcp')).filter(({ subjects }) => subjects.includes(`port-udp-${port}`));
    expect(await found()).toMatchObject([{ level: 'ok', sentence: `UDP port ${port} is free for dhcp` }]);
    const other = createSocket('udp4');
    other.bind(port, ADDRESS);
    await once(other, 'listening');
    const sentence = expect.stringContaining(`(pid ${process.pid}) on ${ADDRESS}`) as string;
    expect(await found()).toMatchObject([{ level: 'error', sentence }]);
    other.close();
    await site.close();
  });

  it('as a proxy leaves addresses and leases to the server of the site, and tells boot files', async () => {
    const site = await load({ mode: 'proxy', port, pxePort: port + 1 });
    const { contributions } = site.provisioner;
    expect(steps(contributions.of('provides'))).toEqual(['boot-file']);
    expect(steps(contributions.of('needs'))).toEqual(['address']);
    const found = async () =>
      (await site.findings('dhcp')).filter(({ subjects }) => subjects.some((one) => one.startsWith('port-udp-')));
    expect(await found()).toMatchObject([
      { level: 'ok', sentence: `UDP port ${port} is free for proxydhcp` },
      { level: 'ok', sentence: `UDP port ${port + 1} is free for pxe` },
    ]);
    const other = createSocket({ type: 'udp4', reuseAddr: true });
    other.bind(port, '0.0.0.0');
    await once(other, 'listening');
    const sentence = expect.stringContaining(`(pid ${process.pid})`) as string;
    expect(await found()).toMatchObject([{ level: 'note', sentence }, { level: 'ok' }]);
    await site.provisioner.serve();
    expect(site.provisioner.listeners.filter(({ what }) => what !== 'http')).toMatchObject([
      { what: 'proxydhcp', address: ADDRESS, port },
      { what: 'pxe', address: ADDRESS, port: port + 1 },
    ]);
    expect(site.services.leases.serves('127.78.1.7')).toBe(false);
    other.close();
    await site.close();
  });

  it('when it is off keeps its options, listens on nothing and says who has to do its work', async () => {
    const site = await load({ mode: 'off', port, leaseTime: 600 });
    const { contributions, lifecycle } = site.provisioner;
    expect(steps(contributions.of('provides'))).toEqual([]);
    expect(steps(contributions.of('needs'))).toEqual(['address', 'boot-file']);
    expect(contributions.of('checks').filter(({ plugin }) => plugin === 'dhcp')).toEqual([]);
    await site.provisioner.serve();
    expect(site.provisioner.listeners.filter(({ what }) => what !== 'http')).toEqual([]);
    const packet = encodeDhcp(clientMessage({ type: MessageType.DISCOVER, mac: MAC }));
    const request = bootRequest({ mac: MAC });
    expect(await lifecycle.render('dhcp-offer', { request, snapshot: site.snapshot, packet })).toBeUndefined();
    expect((await site.command('dhcp leases')).rows).toEqual([]);
    await site.close();
  });

  it('refuses options it does not know or that make no sense', async () => {
    await expect(load({ leaseTime: 1 })).rejects.toMatchObject({ code: 'PLUGIN_CONFIG_INVALID' });
    await expect(load({ leasetime: 600 })).rejects.toMatchObject({ code: 'PLUGIN_CONFIG_INVALID' });
    await expect(load({ mode: 'relay' })).rejects.toMatchObject({ code: 'PLUGIN_CONFIG_INVALID' });
    await expect(load({ unknown: 'maybe' })).rejects.toMatchObject({ code: 'PLUGIN_CONFIG_INVALID' });
  });
});

/** Steps of a boot the plugin speaks of. */
function steps(items: readonly { readonly plugin: string; readonly item: { readonly step: string } }[]): string[] {
  return items.flatMap(({ plugin, item }) => (plugin === 'dhcp' ? [item.step] : []));
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, ADDRESS);
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}
