import { chmod, mkdir, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createControlClient } from '../../src/control/client.ts';
import { openControl } from '../../src/control/open-control.ts';
import { procedures, serverCalls } from '../../src/control/procedures/index.ts';
import { takeSeat } from '../../src/control/socket.ts';
import { quiet, sampleSite, tempFolder } from './sample.ts';

const authorship = { author: 'ada' };
const CONFIG = 'networks: { cluster: { cidr: 127.0.0.0/8, address: 127.0.0.1 } }\nhttp: { port: 0 }\n';

describe('the control socket of a server', () => {
  it('is for its owner and its group only, from when it is there until the server closes', async () => {
    const site = await sampleSite(await tempFolder());
    const socket = path.join(site.site.paths.state, 'control.sock');
    await site.serve();
    expect(((await stat(socket)).mode & 0o777).toString(8)).toBe('660');
    await site.close();
    await expect(stat(socket)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('belongs to one server: a second one is refused and names the first', async () => {
    const folder = await tempFolder();
    const first = await sampleSite(folder);
    await first.serve();
    const second = await sampleSite(folder);
    await expect(second.serve()).rejects.toMatchObject({
      code: 'CONTROL_DAEMON_RUNS',
      sentence: expect.stringContaining(`process ${process.pid}`) as string,
      remedy: expect.stringContaining('paths.state') as string,
    });
    const control = createControlClient({ socket: path.join(folder, 'state/control.sock'), authorship });
    expect(await control.call(serverCalls.hello, {})).toMatchObject({ pid: process.pid });
    await control.close();
    await first.close();
    await second.serve();
  });

  it('belongs to who answers, whatever the lock says', async () => {
    const state = path.join(await tempFolder(), 'state');
    await mkdir(state);
    const other = createServer().listen(path.join(state, 'control.sock'));
    await expect(takeSeat(state)).rejects.toMatchObject({ code: 'CONTROL_DAEMON_RUNS' });
    other.close();
    await (await takeSeat(state)).leave();
  });

  it('that a killed server left is replaced', async () => {
    const folder = await tempFolder();
    const state = path.join(folder, 'state');
    const dead = { pid: 0x7ffffff0, started: '1', command: 'muster serve', time: '', token: 'gone' };
    await mkdir(state);
    await writeFile(path.join(state, 'daemon.lock'), JSON.stringify(dead));
    await writeFile(path.join(state, 'control.sock'), '');
    const site = await sampleSite(folder);
    await site.serve();
    const control = createControlClient({ socket: path.join(state, 'control.sock'), authorship });
    expect(await control.call(serverCalls.status, {})).toMatchObject({
      daemon: true,
      listeners: [{ what: 'http', address: '127.0.0.1' }],
      nodes: 0,
    });
    await control.close();
  });

  it('is not put where everybody may write', async () => {
    const folder = await tempFolder();
    await mkdir(path.join(folder, 'state'));
    await chmod(path.join(folder, 'state'), 0o777);
    const site = await sampleSite(folder);
    await expect(site.serve()).rejects.toMatchObject({ code: 'CONTROL_FOLDER_UNSAFE' });
  });

  it('works at a path that is longer than a socket may have', async () => {
    const folder = path.join(await tempFolder(), 'long'.repeat(40));
    await mkdir(folder);
    const site = await sampleSite(folder);
    await site.serve();
    const control = createControlClient({ socket: path.join(folder, 'state/control.sock'), authorship });
    expect(await control.call(serverCalls.hello, {})).toMatchObject({ pid: process.pid });
    await control.close();
  });
});

describe('a command', () => {
  async function prepared() {
    const folder = await tempFolder();
    await writeFile(path.join(folder, 'muster.config.yaml'), CONFIG);
    const site = await sampleSite(folder);
    let opened = 0;
    const control = () =>
      openControl({
        find: { cwd: folder },
        authorship,
        site: () => {
          opened += 1;
          return Promise.resolve(site);
        },
      });
    return { folder, site, control, opened: () => opened };
  }

  it('talks to the server while it runs, and works on the files before and after', async () => {
    const { site, control, opened } = await prepared();
    const without = await control();
    expect([without.daemon, (await without.call(serverCalls.status, {})).daemon, opened()]).toEqual([false, false, 1]);
    await site.serve();
    const withServer = await control();
    const status = await withServer.call(serverCalls.status, {});
    expect([withServer.daemon, status.daemon, opened()]).toEqual([true, true, 1]);
    await withServer.close();
    await site.close();
    expect((await control()).daemon).toBe(false);
  });

  it.each(['a file', 'a socket nobody listens on'])('takes %s for no server', async (what) => {
    const { folder, control } = await prepared();
    const socket = path.join(folder, 'state', 'control.sock');
    await mkdir(path.dirname(socket), { recursive: true });
    if (what === 'a file') await writeFile(socket, '');
    else {
      const { spawnSync } = await import('node:child_process');
      const listen = `require('net').createServer().listen(${JSON.stringify(socket)}, () => process.kill(process.pid, 'SIGKILL'))`;
      spawnSync(process.execPath, ['-e', listen]);
    }
    await stat(socket);
    expect((await control()).daemon).toBe(false);
  });
});

it('no path of the control API is known on the port of the nodes', async () => {
  const site = await sampleSite(await tempFolder(), quiet);
  await site.serve();
  const [listener] = site.provisioner.listeners;
  const base = `http://127.0.0.1:${listener?.port ?? 0}`;
  expect((await fetch(`${base}/`)).status).not.toBe(404);
  for (const { path: known, method } of [...procedures, { path: '/openapi.json', method: 'GET' }]) {
    for (const prefix of ['/v1', '', '/control/v1']) {
      for (const verb of new Set([method, 'GET', 'POST'])) {
        const body = verb === 'POST' ? { body: '{}', headers: { 'content-type': 'application/json' } } : {};
        const { status } = await fetch(`${base}${prefix}${known}`, { method: verb, ...body });
        expect([verb, `${prefix}${known}`, status]).toEqual([verb, `${prefix}${known}`, verb === 'GET' ? 404 : status]);
        expect(status).toBeGreaterThanOrEqual(404);
      }
    }
  }
});
