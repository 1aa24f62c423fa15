import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { registryText, SYSTEM_OVERLAYS } from '../helpers/registry.ts';
import { createTestSite, type TestSite } from '../helpers/site.ts';
import { createNetwork, debianRoot, login, type Network, startVm, type VmShell } from '../lab/index.ts';
import { writeOverlay } from '../system/helpers/agent-node.ts';

const NODES = {
  live: {
    mac: '52:54:00:77:0a:01',
    address: '10.77.0.41',
    fields: { systemOverlays: [...SYSTEM_OVERLAYS, 'muster-agent'], runtimeOverlays: ['live'] },
  },
};
const { mac } = NODES.live;

const OVERLAY = {
  'live/overlay.yaml': { text: 'files:\n  "/etc/app.conf": { run: "echo run >> /run/hook.log" }\n' },
  'live/rootfs/etc/app.conf': { text: 'first\n' },
  'live/rootfs/etc/stays': { text: 'stays\n' },
  'live/rootfs/etc/goes': { text: 'goes\n' },
};

describe('Debian, up and running', () => {
  let network: Network;
  let site: TestSite;
  let shell: VmShell;

  const agent = async (): Promise<unknown> => {
    const { stdout } = await site.muster(['node', 'status', 'live', '--output', 'json']);
    return (JSON.parse(stdout) as { agent?: { state: string } }[])[0]?.agent?.state;
  };

  beforeAll(async () => {
    network = await createNetwork({ routerAdvertisement: true });
    site = await createTestSite({ network, files: { 'registry/nodes.yaml': registryText('debian', NODES) } });
    await writeOverlay(site.folder, OVERLAY);
    await site.addImage('debian', await debianRoot());
    await site.serve();
    const vm = await startVm({ network, name: 'live', mac, firmware: 'seabios', memory: 1024, cpus: 2 });
    shell = await login(vm, { timeoutMs: 500_000 });
    await vi.waitFor(
      async () => {
        expect(await agent()).toBe('current');
      },
      { timeout: 240_000, interval: 1000 },
    );
  });
  afterAll(async () => {
    await network.close();
    await site.close();
  });

  it('shows a change of a runtime overlay within seconds: one hook, unchanged files untouched, removed ones gone', async () => {
    const facts = "stat -c '%i %Y %Z' /etc/stays";
    const before = await shell.run(facts);
    expect(await shell.run('systemctl is-active muster-agent')).toBe('active\n');
    expect(await shell.run('test -e /run/hook.log || echo none')).toBe('none\n');

    await writeOverlay(site.folder, { 'live/rootfs/etc/app.conf': { text: 'second\n' } });
    const edited = Date.now();
    // Seconds since 1970 on the node's own clock, which the machine took from this one, when the new file was put in place.
    await vi.waitFor(async () => {
      expect(await shell.run('cat /etc/app.conf')).toBe('second\n');
    }, 120_000);
    const placed = Number(await shell.run("stat -c '%Z' /etc/app.conf"));
    expect(placed - Math.floor(edited / 1000)).toBeLessThanOrEqual(5);
    expect(await shell.run(facts)).toBe(before);
    await expect.poll(agent, { timeout: 60_000, interval: 1000 }).toBe('current');
    expect(await shell.run('cat /run/hook.log')).toBe('run\n');

    await rm(path.join(site.folder, 'overlays/live/rootfs/etc/goes'));
    await vi.waitFor(async () => {
      expect(await shell.run('test -e /etc/goes || echo gone')).toBe('gone\n');
    }, 120_000);
    expect(await shell.run(facts)).toBe(before);
    expect(await shell.run('cat /run/hook.log')).toBe('run\n');
  });

  it('tells what was changed by hand, and puts it right when asked to', async () => {
    await shell.run('echo by hand > /etc/stays');
    const diff = await site.muster(['node', 'diff', 'live', '--timeout', '2m', '--output', 'json']);
    expect(JSON.parse(diff.stdout)).toMatchObject([{ path: '/etc/stays', what: 'content' }]);
    const refreshed = await site.muster(['refresh', 'live', '--wait', '--timeout', '2m', '--output', 'json']);
    expect(JSON.parse(refreshed.stdout)).toMatchObject([{ node: 'live', result: 'updated', changes: 1 }]);
    expect(await shell.run('cat /etc/stays')).toBe('stays\n');
  });
});
