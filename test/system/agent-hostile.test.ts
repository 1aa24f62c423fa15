import { chmod, chown, lstat, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { registryText } from '../helpers/registry.ts';
import { createTestSite, type TestSite } from '../helpers/site.ts';
import { createNetwork, type Network, tinyRoot } from '../lab/index.ts';
import { type AgentNode, bootAgentNode, writeOverlay } from './helpers/agent-node.ts';
import { Cleanup } from './helpers/dhcp-cleanup.ts';
import { udhcpc } from './helpers/dhcp-clients.ts';
import { machine } from './helpers/machine.ts';

const NODES = {
  node: { mac: '52:54:00:77:0b:01', address: '10.77.0.31', fields: { runtimeOverlays: ['live'] } },
} as const;
const USER = 4711;
const ODD = ['-rf', 'two\nlines', `quotes'"$(id)\``, 'a\\0101b', ' edge ', 'ümlaut'];

describe('the agent on a node where things are in its way', () => {
  const cleanup = new Cleanup();
  let network: Network;
  let site: TestSite;
  let node: AgentNode;
  const at = (file: string): string => path.join(node.root, file);
  const text = (file: string): Promise<string | undefined> => readFile(at(file), 'utf8').catch(() => undefined);
  const overlays = async (files: Parameters<typeof writeOverlay>[1]): Promise<void> => {
    await writeOverlay(site.folder, files);
    await site.muster(['reload']);
  };
  const status = async (): Promise<{ state: string; detail: string }> => {
    const { stdout } = await site.muster(['node', 'status', 'node', '--output', 'json']);
    return (JSON.parse(stdout) as { agent: { state: string; detail: string } }[])[0]?.agent as never;
  };

  beforeAll(async () => {
    network = cleanup.of(await createNetwork());
    const dhcp = cleanup.of(await udhcpc());
    site = await createTestSite({ network, files: { 'registry/nodes.yaml': registryText('tiny', NODES) } });
    cleanup.of(site);
    const home = `{ mode: "0700", uid: ${USER}, gid: ${USER} }`;
    await writeOverlay(site.folder, {
      'live/overlay.yaml': {
        text: `files:
  "/home/user": ${home}
  "/home/user/.ssh": ${home}
  "/home/user/.ssh/**": { mode: "0600", uid: ${USER}, gid: ${USER} }
  "/etc/hooked": { run: 'printf "%s\\n" run >> "$MUSTER_ROOT/hook.log"' }
  "/etc/slow": { run: ': > "$MUSTER_ROOT/began"; sleep 20' }
  "/small/kept": { backup: true }
`,
      },
      'live/rootfs/home/user/.ssh/authorized_keys': { text: 'first\n' },
      'live/rootfs/etc/hooked': { text: 'first\n' },
      ...Object.fromEntries(ODD.map((name) => [`live/rootfs/etc/odd/${name}`, { text: `${name}\n` }])),
    });
    await site.muster(['image', 'import', await tinyRoot(), 'tiny']);
    await site.muster(['image', 'build', 'tiny']);
    await site.serve();
    const booted = await machine(network, dhcp, { name: 'node', mac: NODES.node.mac });
    // Every tool but curl is busybox's own.
    node = await bootAgentNode(booted, ['busybox', 'sh'], [], 'busybox');
    cleanup.of(node);
  });
  afterAll(() => cleanup.run());

  it('places names of every kind, with the tools of busybox alone', async () => {
    const { exitCode, stderr } = await node.once();
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect((await readdir(at('etc/odd'))).toSorted()).toEqual(ODD.toSorted());
    for (const name of ODD) expect(await text(`etc/odd/${name}`)).toBe(`${name}\n`);
    const { uid, gid, mode } = await stat(at('home/user/.ssh'));
    expect([uid, gid, mode & 0o7777]).toEqual([USER, USER, 0o700]);
  });

  it('asks once and waits at the server, and does so again after a change', async () => {
    const log = at('asked');
    await rm(at('bin/curl'));
    await writeFile(at('bin/curl'), `#!/bin/sh\necho asked >> ${log}\nexec /usr/bin/curl "$@"\n`, { mode: 0o755 });
    const asked = async (): Promise<number> =>
      ((await readFile(log, 'utf8').catch(() => '')).match(/asked/g) ?? []).length;
    const agent = node.start();
    // The manifest, a report, and the question that waits.
    await vi.waitFor(async () => {
      expect(await asked()).toBe(3);
    }, 30_000);
    await overlays({ 'live/rootfs/etc/hooked': { text: 'changed\n' } });
    // A file, a report, and the question that waits.
    await vi.waitFor(async () => {
      expect(await asked()).toBe(6);
    }, 30_000);
    await delay(3000);
    await agent.stop();
    expect(await asked()).toBe(6);
  });

  it('does not follow a link that a user made of a folder, and has it as a folder again at a refresh', async () => {
    await mkdir(at('elsewhere'));
    await rm(at('home/user/.ssh'), { recursive: true });
    await symlink('../../elsewhere', at('home/user/.ssh'));
    await overlays({ 'live/rootfs/home/user/.ssh/authorized_keys': { text: 'second\n' } });
    await execa('chown', ['-h', `${USER}:${USER}`, at('home/user/.ssh')]);
    const agent = node.start();
    await vi.waitFor(async () => {
      expect((await status()).detail).toContain(
        'failed /home/user/.ssh/authorized_keys (cannot be placed: /home/user/.ssh is a link that does not belong to root)',
      );
    }, 60_000);
    expect(await readdir(at('elsewhere'))).toEqual([]);
    await site.muster(['refresh', 'node', '--wait']);
    expect((await lstat(at('home/user/.ssh'))).isDirectory()).toBe(true);
    expect(await text('home/user/.ssh/authorized_keys')).toBe('second\n');
    expect(await readdir(at('elsewhere'))).toEqual([]);
    expect(await readdir(at('home/user/.ssh'))).toEqual(['authorized_keys']);
    await agent.stop();
  });

  it('takes nothing away through such a link either', async () => {
    await rm(at('home/user/.ssh'), { recursive: true });
    await writeFile(at('elsewhere/authorized_keys'), 'second\n');
    await symlink('../../elsewhere', at('home/user/.ssh'));
    await execa('chown', ['-h', `${USER}:${USER}`, at('home/user/.ssh')]);
    await rm(path.join(site.folder, 'overlays/live/rootfs/home/user/.ssh/authorized_keys'));
    await site.muster(['reload']);
    expect((await node.once()).exitCode).toBe(0);
    expect((await status()).detail).toContain('kept /home/user/.ssh/authorized_keys');
    expect(await text('elsewhere/authorized_keys')).toBe('second\n');
  });

  it('replaces links and empty folders in the place of a file, and writes nothing through them', async () => {
    await writeFile(at('elsewhere/target'), 'untouched\n');
    await symlink('../elsewhere/target', at('etc/to-file'));
    await symlink('../elsewhere', at('etc/to-folder'));
    await symlink('/nonexistent', at('etc/to-nothing'));
    await mkdir(at('etc/folder'));
    const names = ['to-file', 'to-folder', 'to-nothing', 'folder'];
    await overlays(Object.fromEntries(names.map((name) => [`live/rootfs/etc/${name}`, { text: `${name}\n` }])));
    expect((await node.once()).exitCode).toBe(0);
    for (const name of names) {
      expect((await lstat(at(`etc/${name}`))).isFile()).toBe(true);
      expect(await text(`etc/${name}`)).toBe(`${name}\n`);
    }
    expect(await text('elsewhere/target')).toBe('untouched\n');
    expect((await readdir(at('elsewhere'))).toSorted()).toEqual(['authorized_keys', 'target']);
  });

  it('leaves what is there whole when the disk is full or read-only, leaves nothing behind, and says why', async () => {
    await mkdir(at('small'));
    await execa('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', at('small')]);
    cleanup.add(async () => {
      await execa('umount', [at('small')]);
    });
    await writeFile(at('small/kept'), 'k'.repeat(40_000));
    await overlays({
      'live/rootfs/small/kept': { text: 'from the server\n' },
      'live/rootfs/small/more': { text: 'm' },
    });
    const full = await node.once();
    expect(full.exitCode).toBe(1);
    expect((await status()).detail).toContain('failed /small/kept (cannot be placed: No space left on device)');
    expect((await text('small/kept'))?.length).toBe(40_000);
    expect((await readdir(at('small'))).toSorted()).toEqual(['kept', 'more']);

    await execa('mount', ['-o', 'remount,ro', at('small')]);
    expect((await node.once()).exitCode).toBe(1);
    expect((await status()).detail).toContain('failed /small/kept (cannot be placed: Read-only file system)');
    await execa('mount', ['-o', 'remount,rw,size=1m', at('small')]);
    expect((await node.once()).exitCode).toBe(0);
    expect(await text('small/kept')).toBe('from the server\n');
    expect((await text('small/kept.wwbackup'))?.length).toBe(40_000);
  });

  it('runs the hooks of what it placed before it was killed, once', async () => {
    await overlays({
      'live/rootfs/etc/a-slow': { text: '' },
      'live/rootfs/etc/slow': { text: 'slow\n' },
      'live/rootfs/etc/hooked': { text: 'second\n' },
    });
    const runs = async (): Promise<number> => ((await text('hook.log')) ?? '').split('\n').length - 1;
    const before = await runs();
    // Killed between placing and hooks: as if it had just noted what is due.
    await writeFile(at('etc/hooked'), 'second\n');
    await chmod(at('etc/hooked'), 0o644);
    await chown(at('etc/hooked'), 0, 0);
    await writeFile(at('var/lib/muster/agent/due'), hookWord('printf "%s\\n" run >> "$MUSTER_ROOT/hook.log"'));
    const agent = node.start();
    await vi.waitFor(async () => {
      expect(await text('began')).toBe('');
    }, 60_000);
    // Two at once would work in the same files.
    const second = await node.once();
    expect([second.exitCode, second.stderr]).toEqual([75, expect.stringContaining('it runs already, as process')]);
    // In the middle of the slow hook: that one does not run again, the other one does.
    await agent.stop('SIGKILL');
    await delay(100);
    await rm(at('began'));
    expect((await node.once()).exitCode).toBe(0);
    expect(await text('began')).toBeUndefined();
    expect(await runs()).toBe(before + 1);
    expect((await node.once()).exitCode).toBe(0);
    expect(await runs()).toBe(before + 1);
  });

  it('tells of failures even when there is more to tell than the server reads', async () => {
    const deep = Array.from({ length: 12 }, () => 'x'.repeat(250)).join('/');
    const many = Object.fromEntries(
      Array.from({ length: 90 }, (_, index) => [`live/rootfs/srv/${deep}/${index}`, { text: 'same\n' }]),
    );
    await mkdir(at('etc/blocked/inside'), { recursive: true });
    await overlays({ ...many, 'live/rootfs/etc/blocked': { text: 'blocked\n' } });
    expect((await node.once()).exitCode).toBe(1);
    expect(await readdir(at(`srv/${deep}`))).toHaveLength(90);
    expect(await status()).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining('failed /etc/blocked') as string,
    });
  });
});

function hookWord(line: string): string {
  return `${line.replaceAll('\\', '\\0134').replaceAll(' ', '\\0040')}\n`;
}
