import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registryText } from '../helpers/registry.ts';
import { createTestSite, type TestSite } from '../helpers/site.ts';
import { createNetwork, type LabProcess, type Network } from '../lab/index.ts';

const NODES = {
  good: { mac: '52:54:00:77:09:01', address: '10.77.0.11' },
  hung: { mac: '52:54:00:77:09:02', address: '10.77.0.12' },
  late: { mac: '52:54:00:77:09:03', address: '10.77.0.13' },
};
type Name = keyof typeof NODES;

/** Long enough that no buffer on the way holds all of it. */
const IMAGE_BYTES = 40_000_000;

interface Boot {
  readonly node?: string;
  readonly state: string;
  readonly cause?: { readonly code: string; readonly sentence: string };
  readonly stages: readonly { stage: string; state: string; bytes?: number; median?: number }[];
}

describe('watching machines boot', () => {
  let network: Network;
  let site: TestSite;
  let server: LabProcess;
  let tree: string;

  beforeAll(async () => {
    network = await createNetwork();
    for (const { address } of Object.values(NODES)) {
      await network.exec('ip', ['address', 'add', `${address}/32`, 'dev', network.bridge]);
    }
    site = await createTestSite({
      network,
      plugins: ['ipxe'],
      config: { boot: { proof: 'open' } },
      files: { 'registry/nodes.yaml': registryText('fake', NODES, []) },
    });
    tree = await mkdtemp(path.join(tmpdir(), 'muster-tree-'));
    await mkdir(path.join(tree, 'boot'));
    await mkdir(path.join(tree, 'sbin'));
    await writeFile(path.join(tree, 'sbin/init'), '#!/bin/sh\n', { mode: 0o755 });
    await writeFile(path.join(tree, 'boot/vmlinuz-6.1.0-amd64'), randomBytes(2_000_000));
    await writeFile(path.join(tree, 'noise'), randomBytes(IMAGE_BYTES));
    await site.muster(['image', 'import', tree, 'fake']);
    await site.muster(['image', 'build', 'fake']);
    server = await site.serve();
  });
  afterAll(async () => {
    await network.close();
    await site.close();
    await rm(tree, { recursive: true });
  });

  /** Asks as the node does, from its address. */
  const curl = (name: Name, url: string, more: readonly string[] = []) =>
    network.exec('curl', ['--silent', '--fail', '--interface', NODES[name].address, ...more, url]);

  /** URLs of the script, by what follows the command word. */
  async function script(name: Name): Promise<{ kernel: string; initrds: readonly string[] }> {
    const { stdout } = await curl(name, `${site.url}/ipxe/${NODES[name].mac}`);
    const urls = [...stdout.matchAll(/^(kernel|initrd) .*?(http:\S+)/gm)].map(([, word, url = '']) => ({ word, url }));
    const [kernel, ...initrds] = urls.map(({ url }) => url);
    return { kernel: kernel ?? '', initrds };
  }

  const report = (name: Name, stage: string) => curl(name, `${site.url}/v1/report/${NODES[name].mac}?stage=${stage}`);
  const discard = ['--output', '/dev/null'];

  async function boots(...more: string[]): Promise<readonly Boot[]> {
    const { stdout } = await site.muster(['node', 'status', ...more, '--output', 'json']);
    return JSON.parse(stdout) as Boot[];
  }

  it('shows a boot through its stages, and its end to who waits for it', async () => {
    expect(await boots('good')).toMatchObject([{ node: 'good', state: 'never' }]);
    const { kernel, initrds } = await script('good');
    await curl('good', kernel, discard);
    for (const url of initrds) await curl('good', url, discard);
    expect(await boots('good')).toMatchObject([{ state: 'booting' }]);
    await report('good', 'init');
    const waiting = site.muster(['node', 'status', 'good', '--wait', 'up', '--timeout', '60s', '--output', 'json']);
    await report('good', 'up');
    const [boot] = JSON.parse((await waiting).stdout) as Boot[];
    expect(boot?.state).toBe('up');
    const stages = Object.fromEntries((boot?.stages ?? []).map(({ stage, state }) => [stage, state]));
    expect(stages).toMatchObject({
      dhcp: 'not-seen-here',
      'boot-file': 'not-seen-here',
      script: 'done',
      kernel: 'done',
      image: 'done',
      system: 'done',
      init: 'done',
      up: 'done',
    });
    expect(boot?.stages.find(({ stage }) => stage === 'image')?.bytes).toBeGreaterThan(IMAGE_BYTES);
    expect((await site.muster(['node', 'timeline', 'good'])).stdout).toMatch(/^image +\.*#+\|? .* [MG]B\/s/m);
    expect((await site.muster(['log', 'good'])).stdout).toMatch(/good {2}up {2}done/);
    expect((await site.muster(['node', 'list', '@state:up', '--output', 'json'])).stdout).toContain('"good"');
  });

  it('names a client that stopped in the middle of its image within half a minute', async () => {
    const watch = network.spawn(process.execPath, [...site.command, 'watch', 'hung', '--output', 'json'], {
      name: 'muster watch',
    });
    const { kernel, initrds } = await script('hung');
    await curl('hung', kernel, discard);
    const args = ['--silent', '--interface', NODES.hung.address, '--limit-rate', '1', ...discard, initrds[0] ?? ''];
    const client = network.spawn('curl', args, { name: 'stalled client' });
    await watch.waitForOutput(/"TRANSFER_STALLED"/, { timeoutMs: 30_000 });
    const [boot] = await boots('@state:stuck');
    expect(boot).toMatchObject({ node: 'hung', state: 'stuck', cause: { code: 'TRANSFER_STALLED' } });
    process.kill(client.pid, 'SIGKILL');
    process.kill(watch.pid, 'SIGINT');
    expect(await watch.exited).toMatchObject({ exitCode: 0 });
    const { exitCode } = await site.muster(['node', 'status', 'hung', '--wait', 'up', '--timeout', '1s'], {
      reject: false,
    });
    expect(exitCode).toBe(3);
  });

  it('knows after a restart what was up before, and who was cut off by it', async () => {
    const { kernel } = await script('late');
    await curl('late', kernel, discard);
    process.kill(server.pid, 'SIGTERM');
    await server.exited;
    expect(await boots('good')).toMatchObject([{ state: 'up' }]);
    const refused = await site.muster(['watch'], { reject: false });
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('no server runs here');
    server = await site.serve();
    expect(await boots('good')).toMatchObject([{ state: 'up' }]);
    await expect
      .poll(async () => (await boots('late'))[0]?.cause?.code, { timeout: 60_000, interval: 2000 })
      .toBe('SERVER_WAS_DOWN');
  });

  it('lets who waits for a boot wait on while the server is killed and started again', async () => {
    const wait = ['node', 'status', 'hung', '--wait', 'up', '--timeout', '120s'];
    const waiting = network.spawn(process.execPath, [...site.command, ...wait], { name: 'muster node status' });
    // State 03 of /proc/net/unix is connected; the control socket was bound as "s".
    const connected = async () => / 03 +\d+ \S*\/s$/m.test((await network.exec('cat', ['/proc/net/unix'])).stdout);
    await expect.poll(connected, { timeout: 30_000, interval: 200 }).toBe(true);
    process.kill(server.pid, 'SIGKILL');
    await waiting.waitForOutput('the server is gone', { timeoutMs: 30_000 });
    server = await site.serve();
    await report('hung', 'up');
    expect(await waiting.exited).toMatchObject({ exitCode: 0 });
  });
});
