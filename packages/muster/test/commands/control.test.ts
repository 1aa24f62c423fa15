import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { tempSite } from '../temp-site.ts';

/** Command lines of all kinds that go through the control API, in an order in which each has something to do. */
const LINES: readonly (readonly string[])[] = [
  ['node', 'add', 'n[01-03]', '--address', '127.0.0.11', '--tag', 'rack=3', '--reason', 'new rack'],
  ['node', 'add', 'n01'],
  ['node', 'list'],
  ['node', 'list', 'n[02-03]', '--output', 'yaml'],
  ['node', 'list', 'n[02-04]'],
  ['node', 'show', 'n01', '--origin'],
  ['node', 'show', 'n1'],
  ['node', 'set', 'n01', '--hwaddr', '52-54-00-12-34-56', '--set', 'kernel.args=[a, ~quiet]', '--unset', 'tags.rack'],
  ['node', 'set', 'n01', '--hwaddr', '52-54-00-12-34-56'],
  ['node', 'set', 'n02', '--hwaddr', '52-54-00-12-34-56'],
  ['node', 'import', 'rack.csv', 'm[1-2]', '--first-address', '127.0.1.1'],
  ['node', 'delete', 'm1'],
  ['node', 'delete', 'm[1-2]', '--yes'],
  ['profile', 'add', 'gpu', '--kernel-args', 'iommu=pt'],
  ['profile', 'set', 'gpu', '--image', 'cuda'],
  ['profile', 'list'],
  ['profile', 'show', 'gpu', '--output', 'json'],
  ['profile', 'delete', 'default', '--yes'],
  ['profile', 'delete', 'gpu', '--yes'],
  ['image', 'import', 'tree', 'debian'],
  ['image', 'show', 'debain'],
  ['image', 'delete', 'debian'],
  ['image', 'delete', 'debian', '--yes'],
  ['image', 'list'],
  ['overlay', 'list'],
  ['overlay', 'show', 'motd'],
  ['overlay', 'show', 'motd', '/etc/motd'],
  ['overlay', 'render', 'n01'],
  ['overlay', 'render', 'n01', '/etc/motd'],
  ['overlay', 'render', 'n01', '/etc/mot'],
  ['plugin', 'list'],
  ['plugin', 'commands', '--output', 'json'],
  ['greet', 'node', 'n01'],
];

/** Times differ from run to run. */
const timeless = (text: string) => text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME');

async function outputs(serving: boolean): Promise<unknown[]> {
  const site = await tempSite();
  onTestFinished(() => site.remove());
  await site.write('rack.csv', 'slot,mac\n1,52:54:00:00:00:0a\n2,52:54:00:00:00:0b\n');
  await mkdir(path.join(site.folder, 'tree/etc'), { recursive: true });
  await writeFile(path.join(site.folder, 'tree/etc/os-release'), 'ID=tiny\n');
  const server = serving ? site.start(['serve']) : undefined;
  if (server !== undefined) await expect.poll(() => server.io.out(), { timeout: 60_000 }).toContain('ready;');
  const status = await site.muster(['status', '--output', 'json']);
  expect(JSON.parse(status.out)).toMatchObject({ daemon: serving, profiles: 1 });
  const printed = [];
  for (const line of LINES) {
    const { code, out, err } = await site.muster(line);
    printed.push([line.join(' '), code, timeless(out), timeless(err)]);
  }
  const reload = await site.muster(['reload']);
  expect(reload).toMatchObject({
    code: 0,
    out: expect.stringMatching(serving ? /^running/m : /^not running/m) as string,
  });
  server?.io.raise('SIGTERM');
  expect(await server?.done).toBe(serving ? 0 : undefined);
  return printed;
}

it('commands print the same with a server and without one', async () => {
  const without = await outputs(false);
  expect(await outputs(true)).toEqual(without);
  const codes = without.map((line) => (line as [string, number])[1]);
  expect(codes.filter((code) => code === 1).length).toBeGreaterThan(5);
  expect(codes.filter((code) => code === 0).length).toBeGreaterThan(20);
});
