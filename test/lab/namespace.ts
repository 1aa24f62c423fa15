import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { requireRoot } from './lab-error.ts';
import { isAlive, signal } from './pid.ts';
import { type ExecOptions, type ExecResult, type LabProcess, run, type SpawnOptions, start } from './process.ts';

/** A network namespace of its own: nothing in it reaches the machine's networks. */
export interface Namespace {
  readonly name: string;
  exec(command: string, args: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  spawn(command: string, args: readonly string[], options?: SpawnOptions): LabProcess;
  /** Runs when the namespace closes, last added first, before its processes are ended. */
  onClose(release: () => Promise<void>): void;
  /** Ends everything that runs in the namespace and deletes it. Safe to call twice. */
  close(): Promise<void>;
}

/** ip-netns(8) mounts the files found here over those of /etc for whatever runs in the namespace. */
const etcNetns = '/etc/netns';

/**
 * Makes a namespace named `muster-PID-RANDOM`, so that runs never meet, and deletes what a killed run left behind.
 * @throws {LabError} `LAB_NEEDS_ROOT`, `LAB_COMMAND_FAILED`
 */
export async function createNamespace(): Promise<Namespace> {
  requireRoot('A network namespace');
  await sweep();
  return await openNamespace(`muster-${process.pid}-${randomBytes(3).toString('hex')}`);
}

/** A namespace with this very name; {@link createNamespace} is for everybody but the lab itself. */
export async function openNamespace(name: string): Promise<Namespace> {
  await run('ip', ['netns', 'add', name]);
  // DHCP clients rewrite /etc/resolv.conf: let it be one of the namespace's own.
  await mkdir(join(etcNetns, name), { recursive: true });
  await writeFile(join(etcNetns, name, 'resolv.conf'), '');
  await run('ip', ['-n', name, 'link', 'set', 'lo', 'up']);
  const releases: (() => Promise<void>)[] = [];
  const processes = new Set<LabProcess>();
  let closing: Promise<void> | undefined;

  const close = async (): Promise<void> => {
    for (const release of releases.reverse()) await release();
    await Promise.all([...processes].map((child) => child.stop()));
    await remove(name);
  };
  return {
    name,
    exec: (command, args, options) => run('ip', ['netns', 'exec', name, command, ...args], options),
    spawn: (command, args, options = {}) => {
      const child = start('ip', ['netns', 'exec', name, command, ...args], { name: command, ...options });
      processes.add(child);
      void child.exited.then(() => processes.delete(child));
      return child;
    },
    onClose: (release) => {
      releases.push(release);
    },
    close: () => (closing ??= close()),
  };
}

/** Daemons that forked away from us are still in the namespace: they are found there and ended by their ids. */
async function remove(name: string): Promise<void> {
  const { stdout } = await run('ip', ['netns', 'pids', name], { reject: false });
  for (const pid of stdout.split('\n').map(Number)) {
    if (pid > 1) signal(pid, 'SIGKILL');
  }
  await run('ip', ['netns', 'delete', name], { reject: false });
  await rm(join(etcNetns, name), { recursive: true, force: true });
}

async function sweep(): Promise<void> {
  const { stdout } = await run('ip', ['netns', 'list'], { reject: false });
  for (const line of stdout.split('\n')) {
    const [, name, owner] = /^(muster-(\d+)-[0-9a-f]{6}\S*)/.exec(line) ?? [];
    if (name !== undefined && !isAlive(Number(owner))) await remove(name);
  }
}
