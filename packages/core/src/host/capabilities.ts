import { readFile } from 'node:fs/promises';

/** Bits of capabilities(7) as linux/capability.h numbers them; those that servers of a network boot need. */
const BITS = { CAP_SETGID: 6, CAP_SETUID: 7, CAP_NET_BIND_SERVICE: 10, CAP_NET_ADMIN: 12, CAP_NET_RAW: 13 } as const;

export type Capability = keyof typeof BITS;

/** What a process may do now: its effective set; undefined when it is gone. */
export async function capabilitiesOf(pid: number | 'self'): Promise<ReadonlySet<Capability> | undefined> {
  return parseCapabilities(await readFile(`/proc/${pid}/status`, 'utf8').catch(() => ''));
}

/** The effective set in the text of /proc/PID/status. */
export function parseCapabilities(status: string): ReadonlySet<Capability> | undefined {
  const hex = /^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1];
  if (hex === undefined) return undefined;
  const mask = BigInt(`0x${hex}`);
  const names = Object.keys(BITS) as Capability[];
  return new Set(names.filter((name) => (mask & (1n << BigInt(BITS[name]))) !== 0n));
}
