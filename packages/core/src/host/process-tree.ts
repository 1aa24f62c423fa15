import { readFile } from 'node:fs/promises';

/** True when a process is `ancestor` or was started by it, at whatever distance. False for one that is gone. */
export async function isOrDescendsFrom(pid: number, ancestor: number): Promise<boolean> {
  for (let current = pid; current > 1; ) {
    if (current === ancestor) return true;
    const status = await readFile(`/proc/${current}/status`, 'utf8').catch(() => '');
    current = Number(/^PPid:\s*(\d+)$/m.exec(status)?.[1] ?? 0);
  }
  return false;
}
