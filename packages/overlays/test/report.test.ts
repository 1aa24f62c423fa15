import { execFileSync, spawn } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../core/test/overlay/sample.ts';
import { filesOf, renderDistribution } from './distribution.ts';

const NAME = '/etc/muster/init.d/90-report';
const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

/** A server that refuses the first request; gives the paths asked for. */
async function listener(): Promise<{ url: string; paths: string[]; heard: (count: number) => Promise<void> }> {
  const paths: string[] = [];
  const waiting: { count: number; done: () => void }[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url ?? '');
    response.writeHead(paths.length === 1 ? 503 : 200).end();
    for (const { count, done } of waiting) if (paths.length >= count) done();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  const heard = (count: number) => new Promise<void>((done) => void waiting.push({ count, done }));
  return { url: `http://127.0.0.1:${port}`, paths, heard };
}

/** Runs the rendered script in a folder that stands for a machine whose only tools are `tools`. */
async function run(url: string, tools: readonly string[], progress?: string): Promise<void> {
  const root = await temporaryFolder();
  const text = ((await filesOf('init'))[NAME] ?? '').replaceAll(
    /(?<![\w/$}.])\/(?=(usr|bin|sbin|proc|run)\b)/g,
    `${root}/`,
  );
  await mkdir(path.join(root, 'usr/bin'), { recursive: true });
  for (const tool of tools) {
    const real = execFileSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).trim();
    await symlink(real, path.join(root, 'usr/bin', tool));
  }
  await mkdir(path.join(root, 'proc/7'), { recursive: true });
  await mkdir(path.join(root, 'run/muster'), { recursive: true });
  await writeFile(path.join(root, 'proc/meminfo'), 'MemTotal:        2000000 kB\nMemFree: 1 kB\n');
  await writeFile(path.join(root, 'proc/7/comm'), 'agetty\n');
  await writeFile(
    path.join(root, 'run/muster/session.env'),
    `MUSTER_URL='${url}'\nMUSTER_WWID='52:54:00:00:00:01'\nMUSTER_RUN_TOKEN='tok'\n`,
  );
  if (progress !== undefined) await writeFile(path.join(root, 'run/muster/progress'), progress);
  const file = path.join(root, 'report');
  await writeFile(file, text);
  chmodSync(file, 0o755);
  const child = spawn('sh', [file], { detached: true, stdio: 'ignore' });
  cleanups.push(() => {
    try {
      process.kill(-(child.pid ?? 0));
    } catch {
      // It has ended by itself.
    }
  });
}

describe('the report of init', () => {
  it('is an executable that /init runs', async () => {
    const { entries } = await renderDistribution('init');
    expect(entries.find(({ path: name }) => name === NAME)).toMatchObject({ mode: 0o755, uid: 0 });
    const text = (await filesOf('init'))[NAME] ?? '';
    expect(execFileSync('sh', ['-n'], { input: text, encoding: 'utf8' })).toBe('');
  });

  it.each([['curl'], ['bash'], ['wget'], ['busybox']])(
    'reaches the server with %s alone, as soon as it answers',
    async (tool) => {
      const server = await listener();
      const done = server.heard(3);
      await run(server.url, tool === 'busybox' ? ['busybox'] : [tool, 'sleep']);
      await done;
      const init = '/v1/report/52:54:00:00:00:01?stage=init&outcome=done&detail=memory%202048%20MB';
      const up = '/v1/report/52:54:00:00:00:01?stage=up&outcome=done&detail=';
      const token = tool === 'wget' ? '' : '&token=tok';
      expect(server.paths).toEqual([init, init, up].map((asked) => asked + token));
    },
  );

  it('brings what /init told before that, fit for a query', async () => {
    const server = await listener();
    const done = server.heard(5);
    const progress = "started root is moved into a tmpfs\nfailed /etc/muster/init.d/5 & 6's failed\n";
    await run(server.url, ['curl', 'sleep'], progress);
    await done;
    const [moved, again, failed, init, up] = server.paths;
    const told = '/v1/report/52:54:00:00:00:01?stage=init&outcome=';
    expect(moved).toBe(`${told}started&detail=root%20is%20moved%20into%20a%20tmpfs&token=tok`);
    expect(again).toBe(moved);
    expect(failed).toBe(`${told}failed&detail=/etc/muster/init.d/5%20%206s%20failed&token=tok`);
    expect([init, up].map((asked) => /stage=\w+/.exec(asked ?? '')?.[0])).toEqual(['stage=init', 'stage=up']);
  });
});
