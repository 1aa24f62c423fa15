import { readdir, readFile, readlink } from 'node:fs/promises';
import { parseSocketTable, type SocketLine } from './socket-table.ts';

/** A program that listens on a port. */
export interface PortHolder {
  /** Local addresses it listens on; `0.0.0.0` and `::` stand for all of a family. */
  readonly addresses: readonly string[];
  /** User id that opened the socket. */
  readonly uid: number;
  /** undefined when this process may not look into the other's. */
  readonly pid?: number;
  /** Its name as in /proc/PID/comm. */
  readonly program?: string;
}

/** Who listens on this port in our network namespace, from /proc/net and the file descriptors of all processes. */
export async function portHolders(protocol: 'udp' | 'tcp', port: number): Promise<readonly PortHolder[]> {
  const lines: SocketLine[] = [];
  for (const table of [protocol, `${protocol}6`]) {
    const text = await readFile(`/proc/net/${table}`, 'utf8').catch(() => '');
    lines.push(...parseSocketTable(text, protocol).filter((line) => line.port === port));
  }
  if (lines.length === 0) return [];
  const owners = await ownersOf(new Set(lines.map(({ inode }) => `socket:[${inode}]`)));
  const holders = new Map<string, PortHolder>();
  for (const { address, uid, inode } of lines) {
    const owner = owners.get(`socket:[${inode}]`);
    const key = owner === undefined ? `uid ${uid}` : `pid ${owner.pid}`;
    const addresses = [...(holders.get(key)?.addresses ?? []), address];
    holders.set(key, { addresses: [...new Set(addresses)], uid, ...owner });
  }
  return [...holders.values()];
}

/** `dnsmasq (pid 812)`, or the user id where more may not be known. */
export function describeHolder({ pid, program, uid }: PortHolder): string {
  return pid === undefined ? `a program of user id ${uid}` : `${program ?? 'a program'} (pid ${pid})`;
}

interface Owner {
  readonly pid: number;
  readonly program: string;
}

/** The process of each socket; of those that share one, the parent, which has the lower number as a rule. */
async function ownersOf(sockets: ReadonlySet<string>): Promise<ReadonlyMap<string, Owner>> {
  const owners = new Map<string, Owner>();
  const pids = (await list('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  for (const pid of pids.sort((a, b) => a - b)) {
    for (const fd of await list(`/proc/${pid}/fd`)) {
      const target = await readlink(`/proc/${pid}/fd/${fd}`).catch(() => '');
      if (!sockets.has(target) || owners.has(target)) continue;
      const program = (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => 'a program')).trim();
      owners.set(target, { pid, program });
    }
  }
  return owners;
}

async function list(folder: string): Promise<string[]> {
  return await readdir(folder).catch(() => []);
}
