import { readFile } from 'node:fs/promises';

/** A number under /proc/sys, `net.core.rmem_max` for instance; undefined where this machine or namespace has none. */
export async function sysctlNumber(name: string): Promise<number | undefined> {
  const text = await readFile(`/proc/sys/${name.replaceAll('.', '/')}`, 'utf8').catch(() => '');
  return /^\d+\s*$/.test(text) ? Number(text) : undefined;
}

/** How to raise a limit, now and after the next start. */
export function raiseSysctl(name: string, value: number): string {
  return `sysctl -w ${name}=${value}, and the same line (${name} = ${value}) in /etc/sysctl.d/muster.conf`;
}
