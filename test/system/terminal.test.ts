import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const MUSTER = fileURLToPath(new URL('../../packages/muster/bin/muster.js', import.meta.url));

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'muster-terminal-'));
  await mkdir(path.join(folder, 'registry'));
  const config = 'networks:\n  cluster: { cidr: 127.0.0.0/8, address: 127.0.0.1 }\n';
  await writeFile(path.join(folder, 'muster.config.yaml'), config);
  await writeFile(path.join(folder, 'registry/a.yaml'), 'nodes:\n  n1: {}\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a command line on a terminal of its own; `keys` are typed at the first question. */
async function onTerminal(words: string, env: Record<string, string> = {}, keys?: string) {
  const command = `${process.execPath} ${MUSTER} ${words}`;
  const child = execa('script', ['-qfec', command, '/dev/null'], {
    cwd: folder,
    env: { TERM: 'xterm', ...env },
    reject: false,
  });
  let typed = false;
  child.stdout.on('data', (data: Buffer) => {
    if (typed || keys === undefined || !data.toString().includes('[y/N]')) return;
    typed = true;
    child.stdin.write(keys);
  });
  const { exitCode, stdout } = await child;
  return { exitCode, stdout };
}

const ESCAPE = '\u001b[';

describe('a terminal', () => {
  it('gets colours, unless NO_COLOR is set or it is a dumb one; a pipe gets none', async () => {
    expect((await onTerminal('node list')).stdout).toContain(ESCAPE);
    expect((await onTerminal('node list', { NO_COLOR: '1' })).stdout).not.toContain(ESCAPE);
    expect((await onTerminal('node list', { TERM: 'dumb' })).stdout).not.toContain(ESCAPE);
    const { stdout } = await execa(process.execPath, [MUSTER, 'node', 'list'], { cwd: folder });
    expect(stdout).not.toContain(ESCAPE);
    expect(stdout).toContain('n1');
  });

  it.each([
    ['Ctrl-C', '\u0003', 130],
    ['Ctrl-D', '\u0004', 1],
    ['no', 'n\r', 1],
  ])(
    'that answers a question with %s ends the command with its exit code, and nothing is done',
    async (_what, keys, code) => {
      const { exitCode } = await onTerminal('node delete n1', {}, keys);
      expect(exitCode).toBe(code);
      expect(await readFile(path.join(folder, 'registry/a.yaml'), 'utf8')).toContain('n1');
    },
  );

  it('that answers yes is obeyed', async () => {
    expect((await onTerminal('node delete n1', {}, 'y\r')).exitCode).toBe(0);
    expect(await readFile(path.join(folder, 'registry/a.yaml'), 'utf8')).not.toContain('n1');
  });
});
