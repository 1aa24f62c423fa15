import { mkdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { registryText } from '../helpers/registry.ts';
import { createTestSite, type TestSite } from '../helpers/site.ts';
import { createNetwork, type LabProcess, type Network, tinyRoot } from '../lab/index.ts';
import { AGENT, type AgentNode, bootAgentNode, writeOverlay } from './helpers/agent-node.ts';
import { Cleanup } from './helpers/dhcp-cleanup.ts';
import { type Udhcpc, udhcpc } from './helpers/dhcp-clients.ts';
import { machine } from './helpers/machine.ts';

const NODES = {
  dash: { mac: '52:54:00:77:09:01', address: '10.77.0.21', fields: { runtimeOverlays: ['live'] } },
  busybox: { mac: '52:54:00:77:09:02', address: '10.77.0.22', fields: { runtimeOverlays: ['live'] } },
  rogue: { mac: '52:54:00:77:09:03', address: '10.77.0.23', fields: { runtimeOverlays: ['live'] } },
} as const;

const HOOK = 'printf "%s\\n" run >> "$MUSTER_ROOT/hook.log"';

const OVERLAY = {
  'live/overlay.yaml': {
    text: `files:\n  "/etc/app/**": { run: ${JSON.stringify(HOOK)} }\n  "/etc/motd": { backup: true }\n`,
  },
  'live/rootfs/etc/app/app.conf': { text: 'first\n' },
  'live/rootfs/etc/app/key': { text: 'secret\n', mode: 0o600 },
  'live/rootfs/etc/motd': { text: 'from the server\n' },
  'live/rootfs/etc/stays': { text: 'stays\n' },
  'live/rootfs/etc/goes': { text: 'goes\n' },
  'live/rootfs/etc/a name\twith blanks\\and more': { text: 'odd\n' },
  'live/rootfs/etc/mtab.ww': { text: '{{softlink "/proc/self/mounts"}}' },
  'live/rootfs/etc/node.ww': { text: '{{.Id}} {{.Tags.word}}\n' },
};

describe('the agent of a running node', () => {
  const cleanup = new Cleanup();
  let network: Network;
  let site: TestSite;
  let server: LabProcess;
  let dhcp: Udhcpc;

  const boot = async (
    name: 'dash' | 'busybox',
    shell: readonly string[],
    without: readonly string[] = [],
  ): Promise<AgentNode> => {
    const booted = await machine(network, dhcp, { name, mac: NODES[name].mac });
    const node = await bootAgentNode(booted, shell, without);
    cleanup.of(node);
    return node;
  };
  const registry = (word: string): string =>
    registryText('tiny', NODES).replace('systemOverlays', `tags: { word: ${word} }\n    systemOverlays`);
  const overlays = (files: Parameters<typeof writeOverlay>[1]): Promise<void> => writeOverlay(site.folder, files);
  const json = async (...args: string[]): Promise<Record<string, unknown>[]> =>
    JSON.parse((await site.muster([...args, '--output', 'json'], { reject: false })).stdout) as never;

  beforeAll(async () => {
    network = cleanup.of(await createNetwork());
    dhcp = cleanup.of(await udhcpc());
    site = await createTestSite({ network, files: { 'registry/nodes.yaml': registry('one') } });
    cleanup.of(site);
    await overlays(OVERLAY);
    await site.addImage('tiny', await tinyRoot());
    server = await site.serve();
  });
  afterAll(() => cleanup.run());

  describe.each([
    { name: 'dash' as const, shell: ['dash'], without: ['cpio'] },
    { name: 'busybox' as const, shell: ['busybox', 'sh'], without: [] },
  ])('under $name', ({ name, shell, without }) => {
    let node: AgentNode;
    const at = (file: string): string => path.join(node.root, file);
    const text = (file: string): Promise<string | undefined> => readFile(at(file), 'utf8').catch(() => undefined);
    const identity = async (file: string): Promise<unknown> => {
      const { ino, mtimeNs, ctimeNs } = await stat(at(file), { bigint: true });
      return { ino, mtimeNs, ctimeNs };
    };

    beforeAll(async () => {
      await overlays(OVERLAY);
      await writeFile(path.join(site.folder, 'registry/nodes.yaml'), registry('one'));
      await site.muster(['reload']);
      node = await boot(name, shell, without);
    });

    it('places everything with owner, mode, names and links as the overlays have them', async () => {
      const { exitCode, stderr } = await node.once();
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      expect(await text('etc/app/app.conf')).toBe('first\n');
      expect(await text('etc/a name\twith blanks\\and more')).toBe('odd\n');
      expect(await text('etc/node')).toBe(`${name} one\n`);
      expect(await readlink(at('etc/mtab'))).toBe('/proc/self/mounts');
      const key = await stat(at('etc/app/key'));
      expect([key.mode & 0o7777, key.uid, key.gid]).toEqual([0o600, 0, 0]);
      expect(await text('hook.log')).toBe('run\n');
    });

    it('changes nothing when nothing has changed', async () => {
      const before = await identity('etc/stays');
      expect((await node.once()).exitCode).toBe(0);
      expect(await identity('etc/stays')).toEqual(before);
      expect(await text('hook.log')).toBe('run\n');
    });

    it('takes up changes while it runs: only what differs, what is gone is removed, a hook runs once', async () => {
      const agent = node.start();
      await vi.waitFor(async () => {
        expect(await json('node', 'status', name)).toMatchObject([{ agent: { state: 'current' } }]);
      }, 30_000);
      const before = await identity('etc/stays');
      await overlays({
        'live/rootfs/etc/app/app.conf': { text: 'second\n' },
        'live/rootfs/etc/app/key': { text: 'other\n', mode: 0o600 },
      });
      await rm(path.join(site.folder, 'overlays/live/rootfs/etc/goes'));
      await vi.waitFor(async () => {
        expect(await text('etc/app/app.conf')).toBe('second\n');
        expect(await text('etc/app/key')).toBe('other\n');
        expect(await text('etc/goes')).toBeUndefined();
      }, 30_000);
      await vi.waitFor(async () => {
        expect(await json('node', 'status', name)).toMatchObject([
          { agent: { state: 'current', detail: expect.stringContaining('/etc/app/app.conf') as string } },
        ]);
      }, 30_000);
      expect(await identity('etc/stays')).toEqual(before);

      await writeFile(path.join(site.folder, 'registry/nodes.yaml'), registry('two'));
      await vi.waitFor(async () => {
        expect(await text('etc/node')).toBe(`${name} two\n`);
      }, 30_000);
      // Written in steps, the overlay may have come in two snapshots: no more often than those did the hook run.
      expect((await text('hook.log'))?.split('\n').length).toBeLessThanOrEqual(4);
      await agent.stop();
    });

    it('tells what does not match, changes nothing by that, and puts it right when asked to', async () => {
      const agent = node.start();
      await writeFile(at('etc/stays'), 'by hand\n');
      await rm(at('etc/mtab'));
      await vi.waitFor(async () => {
        expect(await json('node', 'diff', name)).toEqual([
          { path: '/etc/mtab', what: 'missing', wanted: 'link' },
          {
            path: '/etc/stays',
            what: 'content',
            wanted: expect.any(String) as string,
            found: expect.any(String) as string,
          },
        ]);
      }, 30_000);
      expect(await text('etc/stays')).toBe('by hand\n');
      expect(await json('refresh', name, '--wait')).toMatchObject([{ node: name, result: 'updated', changes: 2 }]);
      expect(await text('etc/stays')).toBe('stays\n');
      expect(await json('node', 'diff', name)).toEqual([]);
      await agent.stop();
    });

    it('keeps what was there before where the overlay asks, and brings it back', async () => {
      await rm(at('etc/motd'));
      await rm(at('var/lib/muster'), { recursive: true });
      await writeFile(at('etc/motd'), 'of the image\n');
      expect((await node.once()).exitCode).toBe(0);
      expect(await text('etc/motd')).toBe('from the server\n');
      expect(await text('etc/motd.wwbackup')).toBe('of the image\n');
      await rm(path.join(site.folder, 'overlays/live/rootfs/etc/motd'));
      await site.muster(['reload']);
      expect((await node.once()).exitCode).toBe(0);
      expect(await text('etc/motd')).toBe('of the image\n');
      expect(await text('etc/motd.wwbackup')).toBeUndefined();
    });

    it('says exactly what failed, here and to the server, and makes up for it once it can', async () => {
      const agent = node.start();
      await rm(at('etc/stays'));
      await mkdir(at('etc/stays'));
      await writeFile(at('etc/stays/inside'), '');
      const hook = '[ -e "$MUSTER_ROOT/mended" ] || { echo it is broken; exit 7; }';
      await overlays({
        'live/overlay.yaml': { text: `files:\n  "/etc/app/app.conf": { run: ${JSON.stringify(hook)} }\n` },
        'live/rootfs/etc/app/app.conf': { text: 'third\n' },
        'live/rootfs/etc/stays': { text: 'changed\n' },
      });
      await vi.waitFor(async () => {
        const [status] = (await json('node', 'status', name)) as [{ agent: { detail: string } }];
        expect(status.agent.detail).toContain('failed /etc/stays (cannot be placed: Directory not empty)');
      }, 30_000);
      expect(agent.output).toContain('/etc/stays: cannot be placed: Directory not empty');
      const values = await json('node', 'show', name);
      expect(values.find(({ field }) => field === 'agent')).toMatchObject({ value: { state: 'failed' } });
      const log = await site.muster(['log', name]);
      expect(log.stdout).toContain('(status 7: it is broken)');

      await writeFile(at('mended'), '');
      await rm(at('etc/stays'), { recursive: true });
      await vi.waitFor(async () => {
        expect(await text('etc/stays')).toBe('changed\n');
        expect(await json('node', 'status', name)).toMatchObject([{ agent: { state: 'current' } }]);
      }, 60_000);
      await agent.stop();
    });

    it('comes through a restart of the server by itself', async () => {
      const agent = node.start();
      await server.stop();
      server = await site.serve();
      await overlays({ 'live/rootfs/etc/stays': { text: 'after the restart\n' } });
      await vi.waitFor(async () => {
        expect(await text('etc/stays')).toBe('after the restart\n');
      }, 60_000);
      await agent.stop();
    });
  });

  it('gets nothing for another machine, nor without its token', async () => {
    const rogue = await machine(network, dhcp, { name: 'rogue' });
    await rogue.powerOn();
    for (const target of ['manifest?v=1', `members?digests=${'0'.repeat(64)}`]) {
      expect((await rogue.fetch(`/v1/agent/${NODES.dash.mac}/${target}`)).status).toBe(403);
    }
    const report = `/v1/agent/${NODES.dash.mac}/report?outcome=failed`;
    expect((await rogue.fetch(report, '--data', 'failed /etc/x')).status).toBe(403);
    expect((await rogue.fetch(report)).status).toBe(405);
  });

  it('says where it learns who it is when nothing tells it', async () => {
    const { exitCode, stderr } = await network.exec('sh', [AGENT, '--root', '/nonexistent'], { reject: false });
    expect(exitCode).toBe(78);
    expect(stderr).toContain('/nonexistent/run/muster/session.env');
  });
});
