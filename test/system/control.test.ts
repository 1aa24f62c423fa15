import { renameSync, statSync } from 'node:fs';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestSite, type TestSite } from '../helpers/site.ts';
import { createNetwork, type LabProcess, type Network } from '../lab/index.ts';

const COMMANDS = 20;
const EDITS = 10;

interface Status {
  readonly daemon: boolean;
  readonly pid?: number;
  readonly snapshot: { readonly number: number };
  readonly listeners: readonly { readonly what: string; readonly port: number }[];
  readonly nodes: number;
}

let network: Network;
beforeAll(async () => {
  network = await createNetwork();
});
afterAll(() => network.close());

async function withSite(work: (site: TestSite) => Promise<void>): Promise<void> {
  const files = { 'registry/nodes.yaml': '# kept\nnodes:\n  n1: {}\n', 'registry/edited.yaml': 'nodes:\n  e0: {}\n' };
  const site = await createTestSite({ network, plugins: ['ipxe'], files });
  try {
    await work(site);
  } finally {
    await site.close();
  }
}

async function json<Value>(site: TestSite, ...args: readonly string[]): Promise<Value> {
  return JSON.parse((await site.muster([...args, '--output', 'json'])).stdout) as Value;
}

async function end(server: LabProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  process.kill(server.pid, signal);
  await server.exited;
}

/** Adds nodes to a file of its own, saving in place. */
async function editOwnFile(folder: string): Promise<void> {
  for (let edit = 1; edit <= EDITS; edit += 1) {
    await appendFile(path.join(folder, 'registry/edited.yaml'), `  e${edit}: {}\n`);
    await sleep(100);
  }
}

/** Adds nodes to the file the commands change, as vim does: what has changed since it was read is read again; saved by renaming. */
async function editSameFile(folder: string): Promise<void> {
  const file = path.join(folder, 'registry/nodes.yaml');
  for (let edit = 1; edit <= EDITS; edit += 1) {
    for (;;) {
      // Before it is read, or a change in between would not be seen.
      const seen = stamp(file);
      const text = await readFile(file, 'utf8');
      await sleep(20);
      await writeFile(`${file}~`, `${text}  v${edit}: {}\n`);
      if (stamp(file) !== seen) continue;
      renameSync(`${file}~`, file);
      break;
    }
    await sleep(100);
  }
}

function stamp(file: string): string {
  const { ino, mtimeNs, size } = statSync(file, { bigint: true });
  return `${ino} ${mtimeNs} ${size}`;
}

describe('twenty commands from different shells and two editors at once', () => {
  it.each(['with a server', 'without one'])('lose no change, %s', async (how) => {
    await withSite(async (site) => {
      const server = how === 'with a server' ? await site.serve() : undefined;
      const commands = Array.from({ length: COMMANDS }, (_, index) =>
        index % 2 === 0
          ? site.muster(['node', 'set', 'n1', '--tag', `t${index}=x`])
          : site.muster(['node', 'add', `c${index}`]),
      );
      await Promise.all([...commands, editOwnFile(site.folder), editSameFile(site.folder)]);
      const nodes = (await json<{ name: string }[]>(site, 'node', 'list')).map(({ name }) => name).sort();
      const odd = Array.from({ length: COMMANDS / 2 }, (_, index) => `c${index * 2 + 1}`);
      const edited = Array.from({ length: EDITS }, (_, index) => [`e${index + 1}`, `v${index + 1}`]).flat();
      expect(nodes).toEqual([...odd, ...edited, 'e0', 'n1'].sort());
      const values = await json<{ field: string }[]>(site, 'node', 'show', 'n1');
      const tags = values.flatMap(({ field }) => (field.startsWith('tags.') ? [field] : [])).sort();
      expect(tags).toEqual(Array.from({ length: COMMANDS / 2 }, (_, index) => `tags.t${index * 2}`).sort());
      expect(await readFile(path.join(site.folder, 'registry/nodes.yaml'), 'utf8')).toMatch(/^# kept\n/);
      if (server === undefined) return;
      await expect.poll(async () => (await json<Status>(site, 'status')).nodes).toBe(nodes.length);
      await end(server);
    });
  });
});

describe('a server', () => {
  it('is what commands talk to while it runs', async () => {
    await withSite(async (site) => {
      expect(await json<Status>(site, 'status')).toMatchObject({ daemon: false, nodes: 2 });
      const server = await site.serve();
      const status = await json<Status>(site, 'status');
      expect(status).toMatchObject({ daemon: true, pid: server.pid });
      expect(status.listeners).toContainEqual(expect.objectContaining({ what: 'http', port: 9873 }));

      const { stdout } = await site.muster([
        'node',
        'add',
        'n2',
        '--address',
        network.host(12),
        '--reason',
        'new rack',
      ]);
      expect(stdout).toBe('added 1 node, made host keys for 1');
      expect((await json<Status>(site, 'status')).snapshot.number).toBe(status.snapshot.number + 1);
      const [entry] = await json<{ reason: string; author: string }[]>(site, 'history');
      expect(entry).toMatchObject({ reason: 'new rack', author: expect.stringMatching(/^\w/) as string });

      const second = await site.muster(['serve'], { reject: false });
      expect([second.exitCode, second.stderr]).toEqual([1, expect.stringContaining('CONTROL_DAEMON_RUNS')]);
      expect(second.stderr).toContain(`process ${server.pid}`);
      await end(server);
      expect(await json<Status>(site, 'status')).toMatchObject({ daemon: false, nodes: 3 });
    });
  });

  it('that is killed is no server to the commands after it, and the next one takes its place', async () => {
    await withSite(async (site) => {
      for (let round = 0; round < 3; round += 1) {
        const server = await site.serve();
        const changing = site.muster(['node', 'set', 'n1', '--tag', `round=${round}`], { reject: false });
        await sleep(round * 150);
        await end(server, 'SIGKILL');
        const { exitCode, stderr } = await changing;
        if (exitCode !== 0) expect(stderr).toMatch(/^CONTROL_LOST: /);
        expect(await json<Status>(site, 'status')).toMatchObject({ daemon: false, nodes: 2 });
        expect((await site.muster(['node', 'set', 'n1', '--tag', `round=${round}`])).exitCode).toBe(0);
      }
    });
  });

  it('serves an image as soon as the command that built it is done', async () => {
    await withSite(async (site) => {
      await writeFile(path.join(site.folder, 'etc-release'), 'ID=tiny\n');
      await network.exec('mkdir', ['-p', path.join(site.folder, 'tree/etc')]);
      await writeFile(path.join(site.folder, 'tree/etc/os-release'), 'ID=tiny\n');
      const server = await site.serve();
      await site.muster(['image', 'import', path.join(site.folder, 'tree'), 'tiny']);
      const [entry] = await json<{ changed: string[] }[]>(site, 'history');
      expect(entry?.changed).toEqual(['images']);
      expect(await json<Status & { images: number }>(site, 'status')).toMatchObject({ images: 1 });
      await end(server);
    });
  });

  it('that hangs is named, and commands do not wait for it for ever', async () => {
    await withSite(async (site) => {
      const server = await site.serve();
      process.kill(server.pid, 'SIGSTOP');
      const { exitCode, stderr } = await site.muster(['node', 'list'], { reject: false, timeoutMs: 60_000 });
      expect([exitCode, stderr]).toEqual([1, expect.stringContaining('CONTROL_SILENT')]);
      await end(server, 'SIGKILL');
    });
  });
});
