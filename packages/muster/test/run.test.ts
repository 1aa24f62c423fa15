import { rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../src/exit-codes.ts';
import { Interrupted } from '../src/io.ts';
import { run } from '../src/run.ts';
import { fakeIo } from './fake-io.ts';
import { type TempSite, tempSite } from './temp-site.ts';

let site: TempSite;
beforeAll(async () => {
  site = await tempSite();
});
afterAll(() => site.remove());

describe('help', () => {
  it('of the whole lists the groups, without a configuration', async () => {
    const io = fakeIo({ cwd: '/nonexistent' });
    expect(await run([], io)).toBe(0);
    expect(io.out()).toMatch(/Usage: muster \[options\] \[command\]\n(.*\n)* {2}node +Add, change and show nodes/);
    expect(io.err()).toBe('');
  });

  it('of a command ends with examples', async () => {
    const { code, out } = await site.muster(['node', 'add', '--help']);
    expect(code).toBe(0);
    expect(out).toContain('Examples:\n  $ muster node add n01 --hwaddr');
  });

  it('of a group has the commands of plugins in it', async () => {
    const { code, out } = await site.muster(['image', '--help']);
    expect(code).toBe(0);
    expect(out).toMatch(/ {2}import .*\n(.*\n)* {2}greet \[options\] +Greet all images/);
  });

  it.each([
    [['help', 'node', 'add'], 'Usage: muster node add [options] <nodeset>'],
    [['help', 'node'], 'Usage: muster node [options] [command]'],
    [['help', 'image', 'greet'], 'Usage: muster image greet'],
  ])('is what %j shows', async (words, beginning) => {
    const { code, out } = await site.muster(words);
    expect([code, out.slice(0, beginning.length)]).toEqual([0, beginning]);
  });

  it('tells what exit codes mean and how node sets are written', async () => {
    const { code, out } = await site.muster(['help', 'exit-codes']);
    expect(code).toBe(0);
    expect(out.match(/^ +\d+ {2}[A-Z]/gm)?.map((text) => Number.parseInt(text, 10))).toEqual(Object.values(EXIT));
    expect((await site.muster(['--config', 'muster.config.yaml', 'help', 'node-sets'])).out).toContain('@profile:NAME');
  });

  it('prints the version', async () => {
    const { code, out } = await site.muster(['--version']);
    expect(code).toBe(0);
    expect(out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('a wrong command line', () => {
  it.each([
    [['nod'], "error: unknown command 'nod'\n(Did you mean node?)"],
    [['help', 'nod'], "error: unknown command 'nod'\n(Did you mean node?)"],
    [['help', 'node', 'ad'], "error: unknown command 'ad'\n(Did you mean add?)"],
    [['gret', 'node'], "error: unknown command 'gret'\n(Did you mean greet?)"],
    [['image', 'gret'], "error: unknown command 'gret'\n(Did you mean greet?)"],
    [['greet', 'node', 'p1', '--tims', '3'], "error: unknown option '--tims'\n(Did you mean --times?)"],
    [['completion', 'tcsh'], 'Allowed choices are bash, zsh, fish.'],
    [['node', 'ad'], "error: unknown command 'ad'\n(Did you mean add?)"],
    [['node', 'list', '--ouput', 'json'], "error: unknown option '--ouput'\n(Did you mean --output?)"],
    [['node', 'list', '--output', 'xml'], 'Allowed choices are table, json, yaml.'],
    [['greet', 'node', 'p1', '--times', 'often'], "argument 'often' is invalid. It must be a number."],
    [['node', 'show'], "error: missing required argument 'node'"],
    [['node', 'add', 'n1', '--stages', 'three'], 'Allowed choices are single, two.'],
  ])('%j is told with what is near, exit code 2', async (words, message) => {
    const { code, err } = await site.muster(words);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });

  it.each([
    ['explain n1 --as bogus', 'CLIENT_CLASS_UNKNOWN'],
    ['explain n1 --at abc', 'CLI_VALUE_INVALID'],
    ['explain n1,n2', 'NODE_NAME_WANTED'],
    ['rollback -1', 'CLI_VALUE_INVALID'],
    ['plan 45 abc', 'CLI_VALUE_INVALID'],
    ['node status --wait bogus', 'CLI_VALUE_INVALID'],
    ['node status --wait up --timeout 1x', 'CLI_DURATION_INVALID'],
    ['sim --nodes abc', 'SIM_OPTION_INVALID'],
    ['sim --loss 500%', 'SIM_OPTION_INVALID'],
    ['node set n1', 'CLI_NOTHING_TO_CHANGE'],
    ['node set n1 --mtu abc', 'CLI_VALUE_INVALID'],
    ['node set n1 --set mtu', 'FIELD_ASSIGNMENT_INVALID'],
    ['node set n1 --unset a..b', 'FIELD_PATH_INVALID'],
    ['node add n[3-4] --address 300.1.1.1', 'NODE_ADDRESS_INVALID'],
    ['node add n[3-4] --hwaddr 52:54:00:00:00:01', 'NODE_VALUE_UNIQUE'],
    ['node list n[1-3', 'REGISTRY_NODE_SET_INVALID'],
    ['node list @state:UP', 'REGISTRY_NODE_SET_INVALID'],
    ['node add ,', 'NODE_SET_EMPTY'],
    ['image import /tmp a/b', 'IMAGE_NAME_INVALID'],
  ])('muster %s is one that can never be meant: %s, exit code 2', async (line, code) => {
    await site.write('registry/wrong.yaml', 'nodes:\n  n1: { profiles: [default] }\n');
    const done = await site.muster(line.split(' '));
    await rm(path.join(site.folder, 'registry/wrong.yaml'));
    expect(done.err).toMatch(new RegExp(`^${code}: `));
    expect(done.code).toBe(EXIT.usage);
  });

  it('is told so by a server too', async () => {
    const server = site.start(['serve']);
    await expect.poll(() => server.io.out(), { timeout: 60_000 }).toContain('ready;');
    const { code, err } = await site.muster(['node', 'list', 'n[1-3']);
    server.io.raise('SIGTERM');
    expect(await server.done).toBe(EXIT.ok);
    expect([code, err]).toEqual([EXIT.usage, expect.stringContaining('the bracket is not closed')]);
  });

  it('says that plugins bring more commands where no configuration is found', async () => {
    const io = fakeIo({ cwd: '/nonexistent' });
    expect(await run(['dhcp', 'leases'], io)).toBe(2);
    expect(io.err()).toContain("unknown command 'dhcp'");
    expect(io.err()).toContain('Plugins bring more commands, but no configuration was found here.');
  });
});

describe('a question', () => {
  it('that is answered with Ctrl-C ends with exit code 130, and nothing is done', async () => {
    await site.write('registry/asked.yaml', 'nodes:\n  asked1: {}\n');
    const io = { ...fakeIo({ cwd: site.folder }), ask: () => Promise.reject(new Interrupted()) };
    expect(await run(['node', 'delete', 'asked1'], io)).toBe(130);
    expect((await site.muster(['node', 'list', 'asked1'])).code).toBe(0);
  });

  it('is not asked with --dry-run, which does nothing but show', async () => {
    const { code, out } = await site.muster(['node', 'delete', 'asked1', '--dry-run']);
    expect(code).toBe(0);
    expect(out).toMatch(/^asked1 +1 +nothing +node +is removed$/m);
    expect((await site.muster(['node', 'list', 'asked1'])).code).toBe(0);
  });
});

describe('errors', () => {
  it('have code, sentence and remedy, exit code 1', async () => {
    const { code, err } = await site.muster(['node', 'show', 'n99']);
    expect(code).toBe(1);
    expect(err).toMatch(/^REGISTRY_UNKNOWN_ENTRY: .*n99.*\n {2}remedy: /);
  });

  it('of the configuration have their place', async () => {
    await site.write('broken.yaml', 'networks:\n  cluster: { cidr: 10.0.0.0/22, adress: 10.0.0.1 }\n');
    const { code, err } = await site.muster(['node', 'list', '--config', 'broken.yaml']);
    expect(code).toBe(1);
    expect(err).toContain(
      'SITE/broken.yaml:2:33: networks.cluster.adress: is not a known key; did you mean "address"?',
    );
  });
});

describe('commands of plugins', () => {
  it('are mounted with their arguments and options, and print in the chosen format', async () => {
    await site.write('registry/nodes.yaml', 'nodes:\n  p1: { profiles: [default] }\n');
    const { code, out } = await site.muster(['greet', 'node', 'p1', '--times', '3', '--output', 'json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual([{ word: 'hello', node: 'p1', times: 3 }]);
  });

  it('stand below our own groups', async () => {
    expect(await site.muster(['image', 'greet'])).toMatchObject({ code: 0, out: 'hello images\n' });
  });

  it('are listed', async () => {
    expect((await site.muster(['plugin', 'commands'])).out).toBe(
      'COMMAND                   PLUGIN  SUMMARY\nmuster greet node <node>  greet   Greet a node\nmuster image greet        greet   Greet all images\n',
    );
  });

  it('that throw end with exit code 1', async () => {
    expect(await site.muster(['greet', 'node', 'nobody'])).toMatchObject({ code: 1, err: 'no such node\n' });
  });
});
