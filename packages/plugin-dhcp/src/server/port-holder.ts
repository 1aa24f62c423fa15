import { readdir, readFile, readlink } from 'node:fs/promises';

/**
 * `dnsmasq (pid 812)`: the program with a UDP socket on this port, from /proc/net/udp (proc(5)) and the file
 * descriptors of all processes; undefined when there is none or it belongs to another user.
 */
export async function portHolder(port: number): Promise<string | undefined> {
  const inodes = await socketInodes(port);
  if (inodes.size === 0) return undefined;
  for (const pid of await list('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    for (const fd of await list(`/proc/${pid}/fd`)) {
      const target = await readlink(`/proc/${pid}/fd/${fd}`).catch(() => '');
      if (!inodes.has(target)) continue;
      const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => 'a program');
      return `${name.trim()} (pid ${pid})`;
    }
  }
  return undefined;
}

/** What /proc/PID/fd shows for sockets bound to this port: `socket:[INODE]`. */
async function socketInodes(port: number): Promise<Set<string>> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const inodes = new Set<string>();
  for (const table of ['/proc/net/udp', '/proc/net/udp6']) {
    const text = await readFile(table, 'utf8').catch(() => '');
    for (const line of text.split('\n')) {
      const fields = line.trim().split(/\s+/);
      if (fields[1]?.endsWith(suffix) === true) inodes.add(`socket:[${fields[9] ?? ''}]`);
    }
  }
  return inodes;
}

async function list(folder: string): Promise<string[]> {
  return await readdir(folder).catch(() => []);
}
