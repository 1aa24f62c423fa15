import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { nodeBodies, registryText } from '../helpers/registry.ts';
import { createTestSite, type TestSite } from '../helpers/site.ts';
import { createNetwork, type LabProcess, type Network, tinyRoot } from '../lab/index.ts';

const MUSTER = fileURLToPath(new URL('../../packages/muster/bin/muster.js', import.meta.url));
const ROUNDS = 40;
/** Kills of the server, or of a command that talks to it. */
const SERVER_ROUNDS = 200;
/** A command takes about so long, ms. */
const LONGEST_MS = 1500;
const NODES = Object.fromEntries(
  Array.from({ length: 20 }, (_, index) => [
    `n${index + 10}`,
    { mac: `52:54:00:77:06:${index + 10}`, address: `10.77.0.${index + 60}` },
  ]),
);

describe('commands killed at any moment', () => {
  let network: Network;
  let site: TestSite;

  beforeAll(async () => {
    network = await createNetwork();
    site = await createTestSite({
      network,
      files: { 'registry/nodes.yaml': `# kept\n${registryText('tiny', NODES)}` },
    });
    await site.addImage('tiny', await tinyRoot());
  });
  afterAll(async () => {
    await network.close();
    await site.close();
  });

  async function killed(args: readonly string[], afterMs: number): Promise<void> {
    const command = [MUSTER, '--config', path.join(site.folder, 'muster.config.yaml'), ...args];
    const child = execa(process.execPath, command, { reject: false, stdio: 'ignore' });
    await sleep(afterMs);
    child.kill('SIGKILL');
    await child;
  }

  it('leave a registry that is whole: every node has the old value or the new one', async () => {
    const registry = path.join(site.folder, 'registry', 'nodes.yaml');
    for (let round = 0; round < ROUNDS; round += 1) {
      await killed(['node', 'set', 'n[10-29]', '--tag', `round=${round}`], 200 + round * 25);
      await site.muster(['config', 'check']);
      const { nodes } = parse(await readFile(registry, 'utf8')) as {
        nodes: Record<string, { tags?: { round?: string } }>;
      };
      expect(Object.keys(nodes)).toHaveLength(20);
      expect(new Set(Object.values(nodes).map(({ tags }) => tags?.round)).size).toBe(1);
    }
    expect(await readFile(registry, 'utf8')).toMatch(/^# kept\n/);
  });

  it('leave an image whose record and blob belong together', async () => {
    for (let round = 0; round < ROUNDS / 2; round += 1) {
      await killed(['image', 'build', 'tiny'], 200 + round * 100);
      const { stdout } = await site.muster(['image', 'show', 'tiny', '--output', 'json']);
      const { digest } = (JSON.parse(stdout) as { archive: { digest: string } }).archive;
      const blob = await readFile(path.join(site.folder, 'state', 'blobs', 'sha256', digest));
      expect(createHash('sha256').update(blob).digest('hex')).toBe(digest);
    }
    expect((await site.muster(['image', 'build', 'tiny'])).exitCode).toBe(0);
  });
});

describe('a server and the commands that talk to it, killed at any moment', () => {
  const [LEFT, RIGHT] = ['registry/left.yaml', 'registry/right.yaml'];
  let network: Network;
  let site: TestSite;
  let server: LabProcess | undefined;

  beforeAll(async () => {
    network = await createNetwork();
    const nodes = Object.entries(NODES);
    const [left, right] = [Object.fromEntries(nodes.slice(0, 10)), Object.fromEntries(nodes.slice(10))];
    site = await createTestSite({
      network,
      plugins: ['ipxe'],
      files: { [LEFT]: `# kept\n${registryText('tiny', left)}`, [RIGHT]: stringify({ nodes: nodeBodies(right) }) },
    });
  });
  afterAll(async () => {
    if (server !== undefined) await end(server);
    await network.close();
    await site.close();
  });

  async function end(running: LabProcess): Promise<void> {
    process.kill(running.pid, 'SIGKILL');
    await running.exited;
  }

  /** The nodes of both files as they are when no change is under way; what a kill cut short is finished by the next command. */
  async function settled(): Promise<readonly { readonly tags?: { readonly round?: string } }[]> {
    const journal = path.join(site.folder, 'state', 'registry.intent.json');
    const texts = () => Promise.all([LEFT, RIGHT].map((name) => readFile(path.join(site.folder, name), 'utf8')));
    for (;;) {
      if (existsSync(journal)) await site.muster(['config', 'check']);
      const before = await texts();
      await sleep(50);
      if (existsSync(journal) || (await texts()).some((text, index) => text !== before[index])) continue;
      expect(before[0]).toMatch(/^# kept\n/);
      return before.flatMap((text) => Object.values((parse(text) as { nodes: Record<string, object> }).nodes));
    }
  }

  it('leave the old state or the new one in all files, and a site that goes on', async () => {
    const kills = { server: 0, command: 0 };
    for (let round = 0; round < SERVER_ROUNDS; round += 1) {
      server ??= await site.serve();
      const [victim, moment] = [Math.random() < 0.4 ? 'server' : 'command', Math.random() * LONGEST_MS] as const;
      const args = ['--config', path.join(site.folder, 'muster.config.yaml'), 'node', 'set', 'n[10-29]'];
      const command = execa(process.execPath, [MUSTER, ...args, '--tag', `round=${round}`], { reject: false });
      await sleep(moment);
      kills[victim] += 1;
      if (victim === 'command') command.kill('SIGKILL');
      else {
        await end(server);
        server = undefined;
      }
      const { exitCode, stderr } = await command;
      if (victim === 'server' && exitCode !== 0) expect(stderr).toMatch(/^CONTROL_LOST: /);
      const nodes = await settled();
      const rounds = new Set(nodes.map(({ tags }) => tags?.round));
      expect([nodes.length, rounds.size], `round ${round}: ${victim} killed after ${moment} ms`).toEqual([20, 1]);
      if (exitCode === 0) expect([...rounds]).toEqual([String(round)]);
    }
    expect(Math.min(kills.server, kills.command)).toBeGreaterThan(SERVER_ROUNDS / 10);
    server ??= await site.serve();
    const { stdout } = await site.muster(['status', '--output', 'json']);
    expect(JSON.parse(stdout)).toMatchObject({ daemon: true, nodes: 20 });
  });
});
