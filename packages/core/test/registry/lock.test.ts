import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type LockOwner, withLock } from '../../src/registry/lock.ts';
import { site } from './support.ts';

async function lockFile(owner?: Partial<LockOwner>): Promise<string> {
  const { state } = await site({});
  const file = join(state, 'registry.lock');
  await mkdir(dirname(file));
  const text = {
    pid: process.pid,
    started: '',
    command: 'muster node set',
    time: '2024-01-01T00:00:00.000Z',
    token: 'x',
    ...owner,
  };
  if (owner !== undefined) await writeFile(file, JSON.stringify(text));
  return file;
}

async function endedPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  const { pid } = child;
  await once(child, 'exit');
  if (pid === undefined) throw new Error('no child');
  return pid;
}

describe('withLock', () => {
  it('holds off others of the same process and gives the lock back, also after an error', async () => {
    const file = await lockFile();
    let inside = 0;
    const most: number[] = [];
    await Promise.all(
      Array.from({ length: 8 }, () =>
        withLock(file, 10_000, async () => {
          inside += 1;
          most.push(inside);
          await new Promise((resolve) => setTimeout(resolve, 5));
          inside -= 1;
        }),
      ),
    );
    expect(Math.max(...most)).toBe(1);
    await expect(withLock(file, 0, () => Promise.reject(new Error('work failed')))).rejects.toThrow('work failed');
    expect(await readdir(dirname(file))).toEqual([]);
  });

  it('names the owner when it waits in vain', async () => {
    const file = await lockFile({});
    await expect(withLock(file, 50, () => Promise.resolve())).rejects.toMatchObject({
      code: 'REGISTRY_LOCKED',
      sentence: `the registry is being changed by process ${process.pid} (muster node set) since 2024-01-01T00:00:00.000Z`,
      where: { file },
    });
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ token: 'x' });
  });

  it('takes over the lock of a process that is gone', async () => {
    const file = await lockFile({ pid: await endedPid() });
    expect(await withLock(file, 1000, () => Promise.resolve('done'))).toBe('done');
    expect(await readdir(dirname(file))).toEqual([]);
  });

  it('takes over the lock of a process whose number another one got', async () => {
    const file = await lockFile({ started: '1' });
    expect(await withLock(file, 1000, () => Promise.resolve('done'))).toBe('done');
  });

  it('is held by one process at a time, also when many find the same dead owner', async () => {
    const file = await lockFile({ pid: await endedPid() });
    const log: string[] = [];
    await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        withLock(file, 10_000, async () => {
          log.push(`in ${index}`);
          await new Promise((resolve) => setTimeout(resolve, 2));
          log.push(`out ${index}`);
        }),
      ),
    );
    for (let at = 0; at < log.length; at += 2) expect(log[at + 1]).toBe(log[at]?.replace('in', 'out'));
    expect(log).toHaveLength(16);
  });

  it('respects the lock of another process that lives', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    onTestFinished(() => void child.kill());
    await once(child, 'spawn');
    const file = await lockFile({ pid: child.pid ?? 0, command: 'other' });
    await expect(withLock(file, 50, () => Promise.resolve())).rejects.toMatchObject({ code: 'REGISTRY_LOCKED' });
  });
});
