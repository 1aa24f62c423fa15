import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { definePlugin, type Route, textReply } from '@muster/core';
import { testPlugin } from '@muster/testkit';
import { beforeEach, describe, expect, it } from 'vitest';
import tftp from '../src/index.ts';
import { fetchFile } from './support.ts';

/** Contributes a script, as a loader's plugin does. */
const loader = definePlugin({
  name: 'loader',
  version: '1.0.0',
  api: '^1.0.0',
  apply: (context) => {
    const handle: Route['handle'] = ({ params }) =>
      textReply(200, `script of ${params.wwid ?? ''}`, {
        stage: 'script',
        ...(params.wwid === 'n1' ? {} : { stranger: true, problem: 'another asks' }),
      });
    context.contribute({ routes: [{ path: '/script/:wwid', summary: 'test', handle }] });
  },
});

describe('the tftp plugin', () => {
  let port: number;
  beforeEach(async () => {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    port = socket.address().port;
    socket.close();
  });

  /** The test's client has the address of node n1, the server another. */
  function load(config: object = { port, listen: ['127.0.0.1'] }) {
    const networks = { loop: { cidr: '127.0.0.0/16', address: '127.0.0.2' } };
    const nodes = { n1: { networkDevices: { default: { hwaddr: '52:54:00:00:00:01', address: '127.0.0.1' } } } };
    return testPlugin(tftp, { config, others: [[loader]], site: { networks, http: { port: 0 } }, registry: { nodes } });
  }

  it('serves the routes of all plugins on every network and further addresses, and records it for the node', async () => {
    const site = await load();
    await site.provisioner.serve();
    expect(site.provisioner.listeners.filter(({ what }) => what === 'tftp')).toEqual([
      { what: 'tftp', address: '127.0.0.2', port },
      { what: 'tftp', address: '127.0.0.1', port },
    ]);
    expect((await fetchFile(port, 'script/n1')).bytes.toString()).toBe('script of n1');
    await expect
      .poll(() => site.services.timeline.of('n1'))
      .toMatchObject([
        {
          stage: 'script',
          outcome: 'done',
          by: 'tftp',
          node: 'n1',
          address: '127.0.0.1',
          bytes: 12,
          detail: 'script/n1',
        },
      ]);
    await site.close();
  });

  it('leaves names nobody serves out of the timeline', async () => {
    const site = await load();
    await site.provisioner.serve();
    await expect(fetchFile(port, 'grub/x86_64-efi/command.lst')).rejects.toThrow('1: ');
    expect((await fetchFile(port, 'script/n1')).bytes).toHaveLength(12);
    await expect.poll(() => site.services.timeline.of('n1')).toHaveLength(1);
    await site.close();
  });

  it('records what was asked in the name of a node by another machine as that', async () => {
    const site = await load();
    const events: unknown[] = [];
    site.services.timeline.subscribe((event) => events.push(event));
    await site.provisioner.serve();
    await fetchFile(port, 'script/n2');
    await expect
      .poll(() => events)
      .toMatchObject([{ node: 'n1', stage: 'script', outcome: 'failed', stranger: true, detail: 'another asks' }]);
    expect(site.services.timeline.of('n1')).toEqual([]);
    await site.close();
  });

  it('says before it starts whether it can listen', async () => {
    const site = await load();
    const found = async () =>
      (await site.findings('tftp')).filter(({ subjects }) => subjects.includes(`port-udp-${port}`));
    expect(await found()).toMatchObject([{ level: 'ok', sentence: `UDP port ${port} is free for tftp` }]);
    const other = createSocket('udp4');
    other.bind(port, '127.0.0.1');
    await once(other, 'listening');
    const sentence = expect.stringContaining(`(pid ${process.pid}) on 127.0.0.1: tftp cannot listen there`) as string;
    expect(await found()).toMatchObject([{ level: 'error', sentence }]);
    await expect(site.provisioner.serve()).rejects.toMatchObject({ code: 'TFTP_PORT_TAKEN' });
    other.close();
    await site.close();
  });

  it('names an address no interface has', async () => {
    const site = await load({ port, listen: ['192.0.2.1'] });
    await expect(site.provisioner.serve()).rejects.toMatchObject({
      code: 'TFTP_ADDRESS_MISSING',
      sentence: 'no interface of this machine has the address 192.0.2.1',
    });
    // What was opened before is closed again.
    const again = await load();
    await again.provisioner.serve();
    await again.close();
  });
});
