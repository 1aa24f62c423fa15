import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const MUSTER = fileURLToPath(new URL('../../packages/muster/bin/muster.js', import.meta.url));
const WAIT_MS = 60_000;

let folder: string;
let env: NodeJS.ProcessEnv;

/** A program named `muster` in PATH that completes as the real one does, and otherwise tells what it was called with. */
const STAND = `#!/bin/sh
[ "$1" = __complete ] && exec "$NODE" "$MUSTER" "$@"
printf 'CALLED'; printf '<%s>' "$@"; echo .
`;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'muster-shells-'));
  await mkdir(path.join(folder, 'registry'));
  await mkdir(path.join(folder, 'bin'));
  await mkdir(path.join(folder, 'overlays/motd-lab/rootfs'), { recursive: true });
  await writeFile(path.join(folder, 'macs one.csv'), '');
  await writeFile(
    path.join(folder, 'muster.config.yaml'),
    'networks:\n  cluster: { cidr: 127.0.0.0/8, address: 127.0.0.1 }\nhttp: { port: 0 }\nplugins: [./rack.mjs]\n',
  );
  await writeFile(
    path.join(folder, 'registry/a.yaml'),
    'profiles:\n  default: {}\n  gpu-a100: { cluster: blue }\nnodes:\n  n[01-04]: {}\n  login1: { tags: { rack: r7 } }\n',
  );
  await writeFile(path.join(folder, 'rack.mjs'), PLUGIN);
  await writeFile(path.join(folder, 'bin/muster'), STAND, { mode: 0o755 });
  for (const [shell, file] of [
    ['bash', 'muster.bash'],
    ['zsh', '_muster'],
    ['fish', 'muster.fish'],
  ] as const) {
    const { stdout } = await execa(process.execPath, [MUSTER, 'completion', shell]);
    await writeFile(path.join(folder, file), `${stdout}\n`);
  }
  env = {
    PATH: `${path.join(folder, 'bin')}:${process.env.PATH ?? ''}`,
    HOME: folder,
    NODE: process.execPath,
    MUSTER,
    TERM: 'dumb',
    LC_ALL: 'C.UTF-8',
  };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A plugin with a command of its own. */
const PLUGIN = `export default {
  name: 'rack', version: '1.0.0', api: '^1.0.0', [Symbol.for('muster.plugin')]: true,
  apply({ contribute }) {
    contribute({
      commands: [{
        name: 'rack show', summary: 'Show a rack',
        arguments: [{ syntax: '<profile>', summary: 'whose', completes: 'profile' }],
        options: [{ flags: '--height <units>', summary: 'how high' }],
        run: async () => undefined,
      }],
    });
  },
};
`;

/** What is typed, and the words the command is called with after it. */
const TYPED: readonly [typed: string, called: readonly string[]][] = [
  ['muster profi\tsho\tgp\t', ['profile', 'show', 'gpu-a100']],
  ['muster node show lo\t', ['node', 'show', 'login1']],
  ['muster node set @prof\tgp\t', ['node', 'set', '@profile:gpu-a100']],
  ['muster node set login1,@prof\tgp\t', ['node', 'set', 'login1,@profile:gpu-a100']],
  ['muster node set login1,@tag:rack=\t', ['node', 'set', 'login1,@tag:rack=r7']],
  ['muster node list --out\tya\t', ['node', 'list', '--output', 'yaml']],
  ['muster node list --output=ya\t', ['node', 'list', '--output=yaml']],
  ['muster node add x --profile default,gp\t', ['node', 'add', 'x', '--profile', 'default,gpu-a100']],
  [
    'muster --config muster.config.yaml overlay sh\tmotd-\t',
    ['--config', 'muster.config.yaml', 'overlay', 'show', 'motd-lab'],
  ],
  ['muster node import mac\tn1', ['node', 'import', 'macs one.csv', 'n1']],
];

/** Types lines at an interactive shell on a terminal, and gives what the commands printed. */
async function type(shell: readonly string[], lines: readonly string[]): Promise<string> {
  const command = shell.join(' ');
  const child = execa('script', ['-qfec', command, '/dev/null'], { cwd: folder, env, extendEnv: false, reject: false });
  let seen = '';
  child.stdout.on('data', (data: Buffer) => {
    seen += data.toString();
  });
  const until = async (test: () => boolean): Promise<void> => {
    const end = Date.now() + WAIT_MS;
    while (!test() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
    if (!test()) throw new Error(`the shell shows:\n${seen}`);
  };
  const done = (count: number) => () =>
    seen.split('CALLED<').length > count && /\.\s/.test(seen.slice(seen.lastIndexOf('CALLED<')));
  for (const [index, line] of lines.entries()) {
    // The terminal keeps what is typed while the shell is still completing: only its first key has to be waited for.
    await until(() => seen.split('READY').length > index + 1);
    child.stdin.write(`${line}\r`);
    await until(done(index + 1));
  }
  child.stdin.write('exit\r');
  await child;
  return seen;
}

function called(seen: string): string[][] {
  return [...seen.matchAll(/CALLED((?:<[^>]*>)+)\./g)].map(([, words = '']) =>
    [...words.matchAll(/<([^>]*)>/g)].map(([, word = '']) => word),
  );
}

describe('completion', () => {
  it('inserts names, options and values in bash', async () => {
    await writeFile(path.join(folder, 'bashrc'), `. "${folder}/muster.bash"\nPS1='REA''DY> '\n`);
    const shell = ['bash', '--noprofile', '--rcfile', path.join(folder, 'bashrc'), '-i'];
    const seen = await type(
      shell,
      TYPED.map(([typed]) => typed),
    );
    expect(called(seen)).toEqual(TYPED.map(([, words]) => words));
  });

  it('is registered in bash without any other package', async () => {
    const { stdout } = await execa('bash', ['--norc', '-c', `. "${folder}/muster.bash"; complete -p muster`]);
    expect(stdout).toBe('complete -o nosort -F _muster muster');
  });

  it('inserts names, options and values in zsh', async () => {
    const rc = `autoload -Uz compinit\ncompinit -u -d "${folder}/.zcompdump"\n. "${folder}/_muster"\nPS1=\nzle-line-init() { print READY }\nzle -N zle-line-init\n`;
    await writeFile(path.join(folder, '.zshrc'), rc);
    const seen = await type(
      ['zsh', '-d', '-i'],
      TYPED.map(([typed]) => typed),
    );
    expect(called(seen)).toEqual(TYPED.map(([, words]) => words));
  });

  it.each([
    ['muster node show ', ['login1', 'n01', 'n02', 'n03', 'n04']],
    ['muster profile show gp', ['gpu-a100']],
    ['muster node set n', ['n01', 'n02', 'n03', 'n04', 'n[01-04]\tall of them']],
    ['muster node set login1,@cluster:', ['login1,@cluster:blue']],
    ['muster node list --output=ya', ['--output=yaml']],
    ['muster node import mac', ['macs one.csv']],
    ['muster --config muster.config.yaml overlay show motd-', ['motd-lab']],
  ])('offers for %j in fish %j', async (typed, offered) => {
    const script = `source ${folder}/muster.fish; complete --do-complete ${JSON.stringify(typed)}`;
    const { stdout } = await execa('fish', ['--no-config', '-c', script], { cwd: folder, env, extendEnv: false });
    expect(stdout.split('\n').sort()).toEqual([...offered].sort());
  });

  it('is the same with a server and without one, names and commands of plugins too', async () => {
    const lines = [
      ['node', 'show', 'lo'],
      ['node', 'set', '@cluster:'],
      ['rac'],
      ['rack', 'show', 'gp'],
      ['rack', 'show', '--h'],
    ];
    const answers = async (): Promise<string[]> => {
      const found: string[] = [];
      for (const words of lines) {
        const { stdout } = await execa(process.execPath, [MUSTER, '__complete', '--', ...words], { cwd: folder });
        found.push(stdout);
      }
      return found;
    };
    const expected = [
      '=login1',
      '=@cluster:blue',
      '=rack\tCommands of plugins',
      '=gpu-a100',
      '=--height\thow high\n=--help\thow the command is used',
    ];
    expect(await answers()).toEqual(expected);
    const server = execa(process.execPath, [MUSTER, 'serve'], { cwd: folder, reject: false });
    try {
      let said = '';
      server.stdout.on('data', (data: Buffer) => {
        said += data.toString();
      });
      await expect.poll(() => said, { timeout: WAIT_MS }).toContain('ready');
      expect(await answers()).toEqual(expected);
      // What is not in use yet, no node can get: the server's snapshot is what counts.
      await writeFile(path.join(folder, 'registry/b.yaml'), 'nodes: {\n');
      expect(await answers()).toEqual(expected);
      await rm(path.join(folder, 'registry/b.yaml'));
    } finally {
      server.kill('SIGTERM');
      await server;
    }
  });

  it('says nothing where there is nothing to say', async () => {
    const nowhere = await mkdtemp(path.join(tmpdir(), 'muster-nowhere-'));
    for (const words of [
      ['node', 'show', ''],
      ['nonsense', ''],
      ['node', 'show', '--config', 'missing.yaml', 'n'],
      [],
    ]) {
      const { stdout, stderr, exitCode } = await execa(process.execPath, [MUSTER, '__complete', '--', ...words], {
        cwd: nowhere,
      });
      expect([stdout, stderr, exitCode], words.join(' ')).toEqual([words.length === 0 ? expect.anything() : '', '', 0]);
    }
    await rm(nowhere, { recursive: true });
  });
});
