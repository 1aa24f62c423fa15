import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { registryText } from '../helpers/registry.ts';
import { createTestSite, type TestSite } from '../helpers/site.ts';
import { createNetwork, type Network, tinyRoot } from '../lab/index.ts';

const MUSTER = fileURLToPath(new URL('../../packages/muster/bin/muster.js', import.meta.url));
const ROUNDS = 40;
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
    await site.muster(['image', 'import', await tinyRoot(), 'tiny']);
    await site.muster(['image', 'build', 'tiny']);
  });
  afterAll(async () => {
    await network.close();
    await site.remove();
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
