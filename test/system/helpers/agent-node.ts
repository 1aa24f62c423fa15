import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { ExecResult, LabProcess } from '../../lab/index.ts';
import { type Machine, tokenIn } from './machine.ts';

const OVERLAY = fileURLToPath(new URL('../../../packages/overlays/overlays/muster-agent/rootfs', import.meta.url));
export const AGENT = path.join(OVERLAY, 'usr/sbin/muster-agent');

/** A machine that has booted and runs the agent over a tree of its own. */
export interface AgentNode {
  readonly machine: Machine;
  /** The tree that stands for its root. */
  readonly root: string;
  /** Asks once. */
  once(): Promise<ExecResult>;
  /** Starts the agent to stay. */
  start(): LabProcess;
  close(): Promise<void>;
}

/** `shell` runs the agent; `without` are tools this machine does not have; `busybox` has all but curl be busybox's. */
export async function bootAgentNode(
  machine: Machine,
  shell: readonly string[],
  without: readonly string[] = [],
  tools: 'debian' | 'busybox' = 'debian',
): Promise<AgentNode> {
  const root = await mkdtemp(path.join(tmpdir(), 'muster-node-'));
  const bin = path.join(root, 'bin');
  await mkdir(bin);
  const [command = '', ...rest] = shell;
  for (const tool of [command, ...TOOLS].filter((name) => !without.includes(name))) {
    const { stdout } = await execa('sh', [
      '-c',
      `command -v ${tools === 'busybox' && tool !== 'curl' ? 'busybox' : tool}`,
    ]);
    await execa('ln', ['-s', stdout, path.join(bin, tool)]);
  }
  await machine.powerOn();
  const { mac } = machine.client;
  const session = await machine.fetch(`/v1/session/${mac}?token=${tokenIn(await machine.script()) ?? ''}`);
  if (session.status !== 200) throw new Error(`no session: ${session.status}`);
  await execa('sh', ['-c', `gzip -dc | cpio -id --quiet`], { cwd: root, input: session.body });
  await mkdir(path.join(root, 'run'));
  await execa('mv', [path.join(root, 'muster'), path.join(root, 'run/muster')]);
  const args = (...more: string[]): string[] => [`PATH=${bin}`, command, ...rest, AGENT, '--root', root, ...more];
  return {
    machine,
    root,
    once: () => machine.client.exec('env', args('--once'), { reject: false }),
    start: () => machine.client.spawn('env', args(), { name: `agent of ${machine.client.name}` }),
    close: () => rm(root, { recursive: true, force: true }),
  };
}

/** What the agent says it needs. */
const TOOLS = [
  ...[
    'curl',
    'gzip',
    'cpio',
    'tar',
    'sh',
    'cat',
    'chmod',
    'chown',
    'cp',
    'ln',
    'mkdir',
    'mv',
    'readlink',
    'rm',
    'rmdir',
  ],
  ...['sha256sum', 'sleep', 'stat', 'tail', 'timeout'],
];

/** Writes files of overlays below the site's folder, with their modes. */
export async function writeOverlay(
  folder: string,
  files: Readonly<Record<string, { readonly text: string; readonly mode?: number }>>,
): Promise<void> {
  for (const [name, { text, mode = 0o644 }] of Object.entries(files)) {
    const file = path.join(folder, 'overlays', name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
    await chmod(file, mode);
  }
}
