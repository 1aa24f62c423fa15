import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '../../lab/index.ts';

/** What dhclient(8) knows once it is done with one exchange. */
export interface Dhclient6 {
  /** `iaaddr` of the last lease, none when it has none. */
  readonly addresses: readonly string[];
  /** Options of the last lease by dhclient's names, without `dhcp6.`. */
  readonly options: Readonly<Record<string, string>>;
  /** What it logged: the exchanges by name. */
  readonly log: string;
}

/** ISC dhclient for IPv6, which keeps its leases between the calls. */
export interface Dhclient6Session {
  /** Asks until it has a lease (SOLICIT, or CONFIRM when it had one), and stays in the background. */
  ask(): Promise<Dhclient6>;
  /** Asks for configuration alone (INFORMATION-REQUEST). */
  information(): Promise<Dhclient6>;
  /** Ends the background process and gives the address back. */
  release(): Promise<Dhclient6>;
  close(): Promise<void>;
}

/** Asks for a boot file as firmware does, in what dhclient.conf(5) can say: options 59 and 61, DUID-LL. */
const CONF = `
option dhcp6.bootfile-url code 59 = text;
option dhcp6.client-arch-type code 61 = integer 16;
send dhcp6.client-arch-type 7;
also request dhcp6.bootfile-url, dhcp6.name-servers, dhcp6.domain-search;
`;

const ACTION = `#!/bin/sh
case "$reason" in
  BOUND6|RENEW6|REBIND6|REBOOT6) ip -6 address replace "$new_ip6_address/64" dev "$interface" nodad ;;
  RELEASE6|EXPIRE6|STOP6) ip -6 address delete "$old_ip6_address/64" dev "$interface" ;;
esac
exit 0
`;

export async function dhclient6(client: Client): Promise<Dhclient6Session> {
  await skipDuplicateDetection(client);
  const folder = await mkdtemp(join(tmpdir(), 'muster-dhclient6-'));
  const [conf, action, leases, pid] = ['conf', 'action', 'leases', 'pid'].map((name) => join(folder, name));
  await writeFile(conf ?? '', CONF);
  await writeFile(action ?? '', ACTION, { mode: 0o755 });
  await writeFile(leases ?? '', '');
  const files = ['-cf', conf, '-sf', action, '-lf', leases, '-pf', pid].map(String);
  const run = async (...mode: string[]): Promise<Dhclient6> => {
    const args = ['-6', '-v', '-D', 'LL', ...mode, ...files, client.interface];
    const { stderr } = await client.exec('dhclient', args, { reject: false, timeoutMs: 60_000 });
    return { ...lastLease(await readFile(leases ?? '', 'utf8')), log: stderr };
  };
  return {
    ask: () => run('-1'),
    information: () => run('-1', '-S'),
    release: () => run('-r'),
    close: () => rm(folder, { recursive: true }),
  };
}

/** dhclient ends at once as long as the kernel still looks whether somebody else has the link-local address. */
async function skipDuplicateDetection(client: Client): Promise<void> {
  await client.exec('sysctl', ['-qw', `net.ipv6.conf.${client.interface}.accept_dad=0`]);
  for (const state of ['down', 'up']) await client.exec('ip', ['link', 'set', client.interface, state]);
}

function lastLease(text: string): Pick<Dhclient6, 'addresses' | 'options'> {
  const last = text.slice(text.lastIndexOf('lease6 {'));
  return {
    addresses: [...last.matchAll(/iaaddr (\S+) \{/g)].map(([, address = '']) => address),
    options: Object.fromEntries(
      [...last.matchAll(/option dhcp6\.([\w-]+) "?([^;"]*)"?;/g)].map(([, name = '', value = '']) => [name, value]),
    ),
  };
}
