import { writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createConnection, createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createControlClient } from '../../src/control/client.ts';
import { nodeCalls, serverCalls } from '../../src/control/procedures/index.ts';
import { procedure } from '../../src/control/procedure.ts';
import { Type } from '../../src/control/schema.ts';
import { createLocalControl } from '../../src/control/local.ts';
import { MusterError } from '../../src/errors/index.ts';
import { raw, sampleServer, tempFolder } from './sample.ts';

const echo = procedure({
  name: 'test.echo',
  summary: 'Says what it was given and by whom',
  method: 'GET',
  path: '/test/echo',
  input: Type.Object({
    words: Type.Array(Type.String()),
    count: Type.Optional(Type.Integer()),
    deep: Type.Optional(Type.Boolean()),
  }),
  output: Type.Unknown(),
  run: ({ authorship, daemon }, input) => Promise.resolve({ input, authorship, daemon }),
});

const details = {
  code: 'TEST_BROKEN',
  sentence: 'it is broken “here”',
  remedy: 'mend it',
  where: { file: '/tmp/ä.yaml', line: 3, column: 7, path: 'nodes.n1' },
  plugin: 'p',
  hook: 'assign',
};
const failing = (name: string, error: () => Error, before: (progress: (step: string) => void) => void = () => 0) =>
  procedure({
    name: `test.${name}`,
    summary: 'Fails',
    method: 'POST',
    path: `/test/${name}`,
    input: Type.Object({}),
    output: Type.Null(),
    run: ({ progress }) => {
      before(progress);
      return Promise.reject(error());
    },
  });

describe('a call', () => {
  it('gives the server what was said and who said it', async () => {
    const { control } = await sampleServer([echo]);
    const input = { words: ['a b', '7', 'true', 'ü&='], count: 3, deep: false };
    expect(await control.call(echo, input)).toEqual({
      input,
      authorship: { author: 'ada', reason: 'wär es nicht schön?' },
      daemon: true,
    });
    expect(await control.call(echo, { words: [] }).catch((error: unknown) => error)).toMatchObject({
      code: 'CONTROL_INPUT_INVALID',
    });
  });

  it('answers like the same call without a server', async () => {
    const { control, site } = await sampleServer();
    const local = createLocalControl({ site: () => Promise.resolve(site), authorship: { author: 'ada' } });
    const added = { nodeSet: 'n[1-3]', changes: [{ path: ['tags', 'a'], value: 'b' }], address: '127.0.0.11' };
    expect(await control.call(nodeCalls.add, added)).toEqual({
      nodes: ['n1', 'n2', 'n3'],
      keysMade: ['n1', 'n2', 'n3'],
    });
    for (const nodeSet of [undefined, 'n[2-3]']) {
      const remote = await control.call(nodeCalls.list, { nodeSet });
      expect(remote).toEqual(JSON.parse(JSON.stringify(await local.call(nodeCalls.list, { nodeSet }))));
    }
    const [here, there] = await Promise.all(
      [local, control].map((one) => one.call(nodeCalls.show, { node: 'n9' }).catch((error: unknown) => error)),
    );
    expect(there).toBeInstanceOf(MusterError);
    expect(there).toEqual(here);
  });

  it('throws the error of the server, whole', async () => {
    const reported = failing(
      'late',
      () => new MusterError(details),
      (progress) => {
        progress('begun');
      },
    );
    const { control, socket } = await sampleServer([failing('broken', () => new MusterError(details)), reported]);
    for (const name of ['broken', 'late']) {
      const error = await control
        .call(
          failing(name, () => new Error('never')),
          {},
        )
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(MusterError);
      expect(Object.entries(error as MusterError)).toEqual(Object.entries(new MusterError(details)));
      expect((error as MusterError).message).toBe(new MusterError(details).message);
    }
    expect((await raw(socket, 'POST', '/v1/test/broken')).status).toBe(422);
    expect((await raw(socket, 'GET', '/v1/nodes/show?node=n1')).status).toBe(404);
  });

  it('that fails without a reason of ours is logged and says so', async () => {
    const logged: string[] = [];
    const log = { debug: () => 0, info: () => 0, warn: () => 0, error: (_: object, text: string) => logged.push(text) };
    const bug = failing('bug', () => new TypeError('x is not a function'));
    const { control, socket } = await sampleServer([bug], { log });
    await expect(control.call(bug, {})).rejects.toMatchObject({
      code: 'CONTROL_FAILED',
      sentence: 'the server failed at test.bug: x is not a function',
    });
    expect(logged).toEqual(['control call test.bug failed']);
    expect((await raw(socket, 'POST', '/v1/test/bug')).status).toBe(500);
  });

  it('that changes something is answered when its snapshot is current and refreshed', async () => {
    const { control, site } = await sampleServer();
    const before = site.snapshots.current().number;
    await control.call(nodeCalls.add, { nodeSet: 'n1', changes: [] });
    expect(site.snapshots.current().number).toBe(before + 1);
    expect(site.snapshots.current().registry.node('n1')?.name).toBe('n1');
    expect((await site.history.list())[0]).toMatchObject({
      number: before + 1,
      author: 'ada',
      reason: 'wär es nicht schön?',
    });
  });

  it('says that its change is not in use when something else is broken', async () => {
    const breaking = procedure({
      ...nodeCalls.add,
      name: 'test.add',
      path: '/test/add',
      run: async (context, input) => {
        const added = await nodeCalls.add.run(context, input);
        await writeFile(path.join(context.site.site.paths.registry, 'broken.yaml'), 'nodes: [\n');
        return added;
      },
    });
    const { control, site } = await sampleServer([breaking]);
    const { number } = site.snapshots.current();
    await expect(control.call(breaking, { nodeSet: 'n1', changes: [] })).rejects.toMatchObject({
      code: 'CONTROL_NOT_CURRENT',
      sentence: expect.stringContaining(`nodes still get snapshot ${number}`) as string,
    });
    expect(await control.call(serverCalls.status, {})).toMatchObject({ problem: { code: 'REGISTRY_INVALID' } });
    expect(await control.call(serverCalls.reload, {})).toMatchObject({ renewed: false, snapshot: number });
  });

  it('reports progress', async () => {
    const steps: unknown[] = [];
    const long = procedure({
      name: 'test.long',
      summary: 'Takes its time',
      method: 'POST',
      path: '/test/long',
      input: Type.Object({}),
      output: Type.Array(Type.Integer()),
      run: ({ progress }) => {
        progress('reading');
        progress('writing', 1, 2);
        return Promise.resolve([1, 2, 3]);
      },
    });
    const { socket } = await sampleServer([long]);
    const control = createControlClient({
      socket,
      authorship: { author: 'ada' },
      progress: (...step) => steps.push(step),
    });
    expect(await control.call(long, {})).toEqual([1, 2, 3]);
    expect(steps).toEqual([
      ['reading', undefined, undefined],
      ['writing', 1, 2],
    ]);
    await control.close();
  });
});

describe('calls that change something', () => {
  it('are done and warn when a part of the server cannot take the change up, until it can', async () => {
    const warnings: unknown[] = [];
    const { control, site } = await sampleServer([], { warn: (error) => warnings.push(error) });
    let refuse = true;
    site.provisioner.hooks.refresh.tapPromise('daemon', () =>
      refuse ? Promise.reject(new MusterError(details)) : Promise.resolve(),
    );
    await control.call(nodeCalls.add, { nodeSet: 'n1', changes: [] });
    expect(warnings).toEqual([expect.objectContaining(details)]);
    const failures = [expect.objectContaining(details)];
    expect(await control.call(serverCalls.status, {})).toMatchObject({ nodes: 1, failures });
    // What changes nothing has nothing to warn of; who asks how things stand is told.
    await control.call(nodeCalls.set, { nodeSet: 'n1', changes: [{ path: ['tags', 'a'] }] });
    expect(warnings).toHaveLength(1);
    expect(await control.call(serverCalls.reload, {})).toMatchObject({ renewed: false, failures });
    refuse = false;
    await control.call(nodeCalls.add, { nodeSet: 'n2', changes: [] });
    expect(warnings).toHaveLength(1);
    expect(await control.call(serverCalls.status, {})).toMatchObject({ nodes: 2, failures: [] });
  });

  it('run one after the other; those that only look do not wait', async () => {
    let running = 0;
    let most = 0;
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const slow = procedure({
      name: 'test.slow',
      summary: 'Changes slowly',
      method: 'POST',
      path: '/test/slow',
      changes: true,
      input: Type.Object({}),
      output: Type.Integer(),
      run: async () => {
        running += 1;
        most = Math.max(most, running);
        await gate;
        await sleep(5);
        running -= 1;
        return most;
      },
    });
    const { control } = await sampleServer([slow, echo]);
    const changing = Promise.all(Array.from({ length: 5 }, () => control.call(slow, {})));
    await expect.poll(() => running).toBe(1);
    await control.call(echo, { words: ['a'] });
    expect(running).toBe(1);
    open();
    expect(await changing).toEqual([1, 1, 1, 1, 1]);
  });

  it('lose nothing, whoever makes them at once', async () => {
    const { control, site } = await sampleServer();
    await control.call(nodeCalls.add, { nodeSet: 'n1', changes: [] });
    const local = createLocalControl({ site: () => Promise.resolve(site), authorship: { author: 'bob' } });
    const tags = Array.from({ length: 20 }, (_, index) => `t${index}`);
    await Promise.all(
      tags.map((tag, index) =>
        (index % 2 === 0 ? control : local).call(nodeCalls.set, {
          nodeSet: 'n1',
          changes: [{ path: ['tags', tag], value: 'x' }],
        }),
      ),
    );
    const view = await site.services.registry.load();
    expect(Object.keys(view.node('n1')?.tags ?? {}).sort()).toEqual([...tags].sort());
  });
});

describe('what a server is sent', () => {
  const json = { 'content-type': 'application/json' };

  it.each([
    ['not JSON', 'POST', '/v1/nodes/add', { body: '{', headers: json }, 400, 'CONTROL_BODY_INVALID'],
    ['no object', 'POST', '/v1/nodes/add', { body: '[1]', headers: json }, 400, 'CONTROL_INPUT_INVALID'],
    ['nothing', 'POST', '/v1/nodes/add', {}, 400, 'CONTROL_INPUT_INVALID'],
    ['another type', 'POST', '/v1/nodes/add', { body: 'a', headers: { 'content-type': 'a/b' } }, 400, 'CONTROL_BODY_'],
    ['a prototype', 'POST', '/v1/nodes/add', { body: '{"__proto__":{}}', headers: json }, 400, 'CONTROL_BODY_INVALID'],
    ['a wrong type', 'GET', '/v1/plugins?time=maybe', {}, 400, 'CONTROL_INPUT_INVALID'],
    ['an unknown key', 'GET', '/v1/nodes?nodeset=n1', {}, 400, 'CONTROL_INPUT_INVALID'],
    ['a key twice', 'GET', '/v1/nodes/show?node=a&node=b', {}, 400, 'CONTROL_INPUT_INVALID'],
    ['broken percents', 'GET', '/v1/nodes/show?node=%E0%A4%A', {}, 422, 'REGISTRY_NODE_SET_INVALID'],
    ['a broken path', 'GET', '/v1/%E0%A4%A', {}, 400, 'CONTROL_BODY_INVALID'],
    ['an unknown call', 'GET', '/v1/node', {}, 404, 'CONTROL_CALL_UNKNOWN'],
    ['a wrong method', 'DELETE', '/v1/nodes', {}, 404, 'CONTROL_CALL_UNKNOWN'],
    ['another version of the path', 'GET', '/v2/nodes', {}, 400, 'CONTROL_VERSION'],
    ['another version', 'GET', '/v1/nodes', { headers: { 'muster-api': '2' } }, 400, 'CONTROL_VERSION'],
    ['a version that is none', 'GET', '/v1/nodes', { headers: { 'muster-api': 'x' } }, 400, 'CONTROL_VERSION'],
    ['a broken author', 'GET', '/v1/nodes', { headers: { 'muster-author': '%E0%A4%A' } }, 200, ''],
  ] as const)('is answered when it is %s', async (_what, method, url, options, status, code) => {
    const { socket, control } = await sampleServer();
    const answer = await raw(socket, method, url, options);
    expect([answer.status, answer.body]).toEqual([status, expect.stringContaining(code)]);
    expect(await control.call(serverCalls.hello, {})).toMatchObject({ pid: process.pid });
  });

  it('is refused when it is too large', async () => {
    const { socket, control } = await sampleServer();
    const large = { nodeSet: 'x'.repeat(5 * 1024 * 1024), changes: [] };
    await expect(control.call(nodeCalls.add, large)).rejects.toMatchObject({ code: 'CONTROL_BODY_TOO_LARGE' });
    const connection = createConnection(socket);
    connection.write('POST /v1/nodes/add HTTP/1.1\r\nHost: m\r\nContent-Type: application/json\r\n');
    connection.write('Content-Length: 5000000\r\n\r\n{');
    const [answer] = (await once(connection, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 413 /);
    connection.destroy();
    expect((await raw(socket, 'GET', '/v1/hello')).status).toBe(200);
  });

  it('does not harm it when it is no HTTP, or is cut off anywhere', async () => {
    const { socket, control } = await sampleServer();
    const whole =
      'POST /v1/nodes/add HTTP/1.1\r\nHost: m\r\nContent-Type: application/json\r\nContent-Length: 40\r\n\r\n{';
    for (const text of ['\0\0\0', 'GET\r\n\r\n', ...Array.from({ length: 10 }, (_, n) => whole.slice(0, n * 12))]) {
      await new Promise<void>((resolve) => {
        const connection = createConnection(socket, () => connection.end(text));
        connection.on('close', () => {
          resolve();
        });
        connection.on('error', () => undefined);
        connection.resume();
        setTimeout(() => connection.destroy(), 20);
      });
    }
    expect(await control.call(nodeCalls.list, {})).toEqual([]);
  });
});

describe('a client', () => {
  it('is told when the server goes before it has answered', async () => {
    const socket = path.join(await tempFolder(), 's');
    const half = createHttpServer((_request, answer) => {
      answer.writeHead(200, { 'content-type': 'application/json' });
      answer.write('[{"name":');
      setTimeout(() => answer.destroy(), 10);
    }).listen(socket);
    await once(half, 'listening');
    const control = createControlClient({ socket, authorship: { author: 'ada' } });
    await expect(control.call(nodeCalls.list, {})).rejects.toMatchObject({
      code: 'CONTROL_LOST',
      remedy: expect.stringContaining('nothing was changed') as string,
    });
    await expect(control.call(nodeCalls.add, { nodeSet: 'n1', changes: [] })).rejects.toMatchObject({
      code: 'CONTROL_LOST',
      remedy: expect.stringContaining('look whether the change was made') as string,
    });
    await control.close();
    half.close();
  });

  it('does not wait for ever for a server that says nothing', async () => {
    const socket = path.join(await tempFolder(), 's');
    const stuck = createServer().listen(socket);
    await once(stuck, 'listening');
    const control = createControlClient({ socket, authorship: { author: 'ada' }, silenceMs: 50 });
    await expect(control.call(serverCalls.hello, {})).rejects.toMatchObject({ code: 'CONTROL_SILENT' });
    await control.close();
    stuck.close();
  });
});
