import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../core/test/overlay/sample.ts';
import { filesOf, renderDistribution } from './distribution.ts';

const shells = [
  { name: 'sh', shell: ['sh'] },
  { name: 'busybox', shell: ['busybox', 'sh'] },
];

/** The functions by which the script finds and calls tools. */
const TOOLS = /^path_of\(\)[\s\S]*?^run\(\)[\s\S]*?^\}$/m;

interface Machine {
  readonly init?: string;
  /** The word of `boot.root`. */
  readonly root?: string;
  /** What / is mounted as; default the kernel's initial root file system. */
  readonly rootType?: string;
  /** Executables that stand in the root. */
  readonly programs?: readonly string[];
  readonly scripts?: Readonly<Record<string, string>>;
  readonly cmdline?: string;
  readonly args?: readonly string[];
  /** Content of the file the loader handed over. */
  readonly session?: string;
  /** The list of capabilities that the image's archive has. */
  readonly capabilities?: string;
  /** Whether output can be kept. */
  readonly logs?: boolean;
}

/**
 * The rendered script made harmless: mount, reboot, sleep and the like, which all go through its function `run`, are printed
 * only, and every path is moved below `root`. Throws when anything is left that would touch this machine.
 */
function harmless(script: string, root: string): string {
  const tame = script
    // What follows a reboot that did not happen would never end.
    .replace(
      TOOLS,
      `path_of() {\n  [ -x ${root}/sbin/$1 ] && echo ${root}/sbin/$1\n}\n` +
        'run() {\n  echo "$*"\n  [ "$2" != 3600 ] || kill $$\n}',
    )
    .replaceAll(/(?<![\w/])\/(?=(sbin|etc|bin|proc|sys|dev|run|opt|muster)\b)(?!dev\/null)/g, `${root}/`);
  const code = tame
    .replace(/^#!.*/, '')
    .replace(/^PATH=.*/m, '')
    .replaceAll('/dev/null', '')
    .replaceAll(root, 'ROOT');
  const stray = /(?<!ROOT)\/(sbin|bin|proc|sys|dev|run)\b|^\s*(mount|reboot|sleep|mkdir|busybox)\b/m.exec(
    code.replaceAll('$', ''),
  );
  if ((TOOLS.test(script) && !tame.includes('run() {\n  echo')) || stray !== null)
    throw new Error(`the script would touch this machine: ${stray?.[0]}`);
  return tame;
}

/** Where the last /init ran. */
let lastRoot = '';

/** Runs /init in a folder that stands for the root of a machine; gives what it prints, calls of tools included. */
async function run(shell: readonly string[], machine: Machine): Promise<string[]> {
  const root = await temporaryFolder();
  const { init, root: word } = machine;
  const boot = word === undefined ? {} : { root: word };
  const files = await filesOf('init', { node: { boot, ...(init === undefined ? {} : { init }) } });
  const script = harmless(files['/init'] ?? '', root);
  const move = files['/etc/muster/move-root.sh'];
  if (move !== undefined) await put(path.join(root, 'etc/muster/move-root.sh'), harmless(move, root));
  for (const program of machine.programs ?? []) await put(path.join(root, program), '#!/bin/sh\necho "RUNS $0 $*"\n');
  for (const [name, text] of Object.entries(machine.scripts ?? {})) {
    await put(path.join(root, 'etc/muster/init.d', name), text);
  }
  await put(path.join(root, 'proc/cmdline'), `${(machine.cmdline ?? 'quiet').replaceAll('init=/', `init=${root}/`)}\n`);
  await put(
    path.join(root, 'proc/mounts'),
    `${machine.rootType ?? 'rootfs'} / ${machine.rootType ?? 'rootfs'} rw 0 0\ndevtmpfs ${root}/dev devtmpfs rw 0 0\n`,
  );
  if (machine.session !== undefined) await put(path.join(root, 'muster/session.env'), machine.session);
  if (machine.capabilities !== undefined) await put(path.join(root, 'muster/capabilities'), machine.capabilities);
  if (machine.logs === true) await mkdir(path.join(root, 'run/muster/log'), { recursive: true });
  lastRoot = root;
  await put(path.join(root, 'init'), script);
  const [command = 'sh', ...args] = [...shell, path.join(root, 'init'), ...(machine.args ?? [])];
  const { stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', timeout: 20_000 });
  return `${stdout}${stderr}`.replaceAll(root, '').trim().split('\n');
}

async function put(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
  chmodSync(file, 0o755);
}

const mounts = [
  'mount -t proc -o nosuid,nodev,noexec proc /proc',
  'mkdir -p /sys',
  'mount -t sysfs -o nosuid,nodev,noexec sysfs /sys',
  'mkdir -p /run',
  'mount -t tmpfs -o nosuid,nodev,mode=0755 tmpfs /run',
  'muster: node n1, image debian',
];
const prepared = [...mounts, 'mkdir -p -m 0700 /run/muster', 'mkdir -p /run/muster/log'];

describe('overlay init', () => {
  it('is an executable /init that knows its node and server', async () => {
    const { entries } = await renderDistribution('init');
    expect(entries.map(({ path: name, mode, uid }) => [name, mode, uid])).toContainEqual(['/init', 0o755, 0]);
    const text = (await filesOf('init'))['/init'];
    expect(text).toMatch(/^#!\/bin\/sh\n/);
    expect(text).toContain("\nMUSTER_NODE='n1'\nMUSTER_SERVER='http://10.0.0.1:9873'\n");
  });

  it('says the name of an image and of an init with quotes in them as they are', async () => {
    const text = (await filesOf('init', { node: { init: "/opt/it's" } }))['/init'];
    expect(text).toContain("wanted='/opt/it'\\''s'");
  });
});

describe('tools of /init', () => {
  it("are the image's own, or else busybox's, found without help of the shell", async () => {
    const root = await temporaryFolder();
    const script = (await filesOf('init'))['/init'] ?? '';
    const functions = TOOLS.exec(script)?.[0] ?? '';
    const moved = functions.replaceAll(/ (?=\/(usr\/)?s?bin\b)/g, ` ${root}`);
    await put(path.join(root, 'bin/busybox'), '#!/bin/sh\necho "busybox: $*"\n');
    await put(path.join(root, 'usr/bin/own'), '#!/bin/sh\necho "own: $*"\n');
    await put(path.join(root, 'calls'), `${moved}\nrun own a 'b  c'\nrun uname d\n`);
    for (const { shell } of shells) {
      const [command, ...args] = [...shell, path.join(root, 'calls')];
      expect(execFileSync(command, args, { encoding: 'utf8' })).toBe('own: a b  c\nbusybox: uname d\n');
    }
  });
});

describe.each(shells)('/init under $name', ({ shell }) => {
  it('is correct shell', async () => {
    const text = (await filesOf('init'))['/init'] ?? '';
    const [command = 'sh', ...args] = shell;
    expect(execFileSync(command, [...args, '-n'], { input: text, encoding: 'utf8' })).toBe('');
  });

  it('mounts what is not mounted, then becomes /sbin/init with its arguments', async () => {
    expect(await run(shell, { programs: ['sbin/init', 'bin/sh'], args: ['single'] })).toEqual([
      ...prepared,
      'muster: starting /sbin/init',
      'RUNS /sbin/init single',
    ]);
  });

  it('puts the boot session where root alone finds it', async () => {
    expect(await run(shell, { programs: ['sbin/init'], session: "MUSTER_BOOT='1'\n" })).toEqual([
      ...mounts.slice(0, -1),
      'mkdir -p -m 0700 /run/muster',
      'mv /muster/session.env /run/muster/session.env',
      ...prepared.slice(-3),
      'rmdir /muster',
      'muster: starting /sbin/init',
      'RUNS /sbin/init',
    ]);
  });

  it('keeps what scripts say', async () => {
    const scripts = { '10-a': '#!/bin/sh\necho said\necho told >&2\n' };
    const given = { programs: ['sbin/init'], scripts, logs: true };
    expect((await run(shell, given)).slice(-4, -2)).toEqual(['said', 'told']);
    expect(await readFile(path.join(lastRoot, 'run/muster/log/init-10-a'), 'utf8')).toBe('said\ntold\n');
  });

  it('sets the capabilities that the archive of the image could not hold, from its list', async () => {
    const lines = await run(shell, {
      programs: ['sbin/init', 'sbin/setcap'],
      capabilities: 'cap_net_raw=ep /usr/bin/ping\ncap_chown,cap_fowner=ep /opt/a file\n',
    });
    expect(lines.slice(prepared.length, -2)).toEqual([
      'RUNS /sbin/setcap cap_net_raw=ep /usr/bin/ping',
      'RUNS /sbin/setcap cap_chown,cap_fowner=ep /opt/a file',
      'rm -f /muster/capabilities',
      'rmdir /muster',
    ]);
  });

  it('says so where the image has no setcap', async () => {
    const lines = await run(shell, { programs: ['sbin/init'], capabilities: 'cap_net_raw=ep /usr/bin/ping\n' });
    expect(lines.join('\n')).toMatch(/no setcap in the image .* go without their capabilities/);
    expect(lines.at(-1)).toBe('RUNS /sbin/init');
  });

  it('keeps what failed for the server', async () => {
    const scripts = { '20-b': '#!/bin/sh\nexit 3\n' };
    await run(shell, { programs: ['sbin/init'], scripts, logs: true });
    const told = await readFile(path.join(lastRoot, 'run/muster/progress'), 'utf8');
    expect(told.replaceAll(lastRoot, '')).toBe(
      'failed /etc/muster/init.d/20-b failed with status 3; the boot goes on\n',
    );
  });

  it('moves the root into a tmpfs for a node with root tmpfs, and starts again there', async () => {
    const programs = ['sbin/init', 'sbin/switch_root'];
    const lines = await run(shell, { root: 'tmpfs', programs, logs: true, args: ['single'] });
    const first = lines.indexOf('mkdir -p /.muster-root');
    expect(lines[first - 1]).toBe('mkdir -p /run/muster/log');
    expect(lines[first + 1]).toBe('mount -t tmpfs -o mode=0755,mpol=interleave tmpfs /.muster-root');
    expect(lines.at(-2)).toBe('mount -o move /proc /.muster-root/proc');
    expect(lines.at(-1)).toBe('RUNS /sbin/switch_root /.muster-root /init single');
    expect(lines).toContain('tar -C /.muster-root --numeric-owner -xpf -');
    expect(lines).toContain('muster: root is moved into a tmpfs');
  });

  it('leaves a root that is deployed, and one of a node with another word, where it is', async () => {
    const programs = ['sbin/init', 'sbin/switch_root'];
    for (const given of [{ root: 'tmpfs', rootType: 'tmpfs' }, { root: 'tmpfs', rootType: 'overlay' }, {}]) {
      expect(await run(shell, { ...given, programs })).toEqual([
        ...prepared,
        'muster: starting /sbin/init',
        'RUNS /sbin/init',
      ]);
    }
  });

  it('goes on where it is when the image has nothing to move with, and says so', async () => {
    const lines = await run(shell, { root: 'tmpfs', programs: ['sbin/init'], logs: true });
    expect(lines).toContain(
      'muster: root stays the initial one, not a tmpfs: the image has neither switch_root nor busybox',
    );
    expect(lines.at(-1)).toBe('RUNS /sbin/init');
  });

  it("prefers init= of the kernel's command line to the registry's, and that to the usual places", async () => {
    const programs = ['opt/mine', 'opt/rescue', 'sbin/init'];
    const last = async (given: Machine) => (await run(shell, { programs, ...given })).at(-1);
    expect(await last({ init: '/opt/mine' })).toBe('RUNS /opt/mine');
    expect(await last({ init: '/opt/mine', cmdline: 'ro * init=/opt/rescue quiet' })).toBe('RUNS /opt/rescue');
    expect(await last({ init: '/opt/missing' })).toBe('RUNS /sbin/init');
  });

  it('falls back to /etc/init, /bin/init and a shell', async () => {
    expect((await run(shell, { programs: ['etc/init', 'bin/init', 'bin/sh'] })).at(-1)).toBe('RUNS /etc/init');
    expect((await run(shell, { programs: ['bin/init', 'bin/sh'] })).at(-1)).toBe('RUNS /bin/init');
    expect((await run(shell, { programs: ['bin/sh'] })).at(-1)).toBe('RUNS /bin/sh');
  });

  it('runs scripts of other overlays in name order, and goes on when one fails', async () => {
    const scripts = { '20-b': '#!/bin/sh\nexit 3\n', '10-a': '#!/bin/sh\necho "$MUSTER_NODE $MUSTER_SERVER"\n' };
    expect(await run(shell, { programs: ['sbin/init'], scripts })).toEqual([
      ...prepared,
      'muster: running /etc/muster/init.d/10-a',
      'n1 http://10.0.0.1:9873',
      'muster: running /etc/muster/init.d/20-b',
      'muster: /etc/muster/init.d/20-b failed with status 3; the boot goes on',
      'muster: starting /sbin/init',
      'RUNS /sbin/init',
    ]);
  });

  it('says what is missing, waits and restarts when nothing can be started', async () => {
    const lines = await run(shell, { init: '/opt/mine' });
    expect(lines.slice(prepared.length, prepared.length + 6)).toEqual([
      'muster: cannot start node n1: no program could be started as process 1.',
      'muster: Tried: /opt/mine /sbin/init /etc/init /bin/init /bin/sh.',
      'muster: Install an init (systemd, sysvinit, busybox) in image "debian", or set "init" for the node.',
      'muster: The machine restarts in 60 seconds.',
      'sleep 60',
      'reboot -f',
    ]);
  });

  it('does so, instead of a kernel panic, when the program cannot be executed', async () => {
    const lines = await run(shell, { scripts: { '../../../sbin/init': '#!/no/such/interpreter\n' } });
    expect(lines).toContain('muster: starting /sbin/init');
    expect(lines).toContain('muster: Tried: /sbin/init.');
    expect(lines.filter((line) => line === 'sleep 60' || line === 'reboot -f')).toEqual(['sleep 60', 'reboot -f']);
  });
});
