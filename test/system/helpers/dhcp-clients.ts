import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client, LabProcess } from '../../lab/index.ts';

/** What a DHCP client told its script, by the names udhcpc uses. */
export type Told = Readonly<Record<string, string | undefined>>;

/**
 * Configures the interface and prints the environment: udhcpc(8) calls it with deconfig, bound, renew or nak. As firmware, it
 * takes the boot file of option 67 before that of the packet's field.
 */
const UDHCPC_SCRIPT = `#!/bin/sh
case "$1" in
  bound) ip address flush dev "$interface"; ip address add "$ip/$mask" dev "$interface" ;;
  deconfig) ip address flush dev "$interface" ;;
esac
echo "TOLD $1 ip=$ip mask=$mask router=$router dns=$dns domain=$domain hostname=$hostname mtu=$mtu siaddr=$siaddr boot_file=\${bootfile:-$boot_file} serverid=$serverid lease=$lease ntpsrv=$ntpsrv search=$search staticroutes=$staticroutes opt224=$opt224"
`;

/** busybox's client. */
export interface Udhcpc {
  /** Asks until there is a lease, configures the interface and ends. Undefined when nobody answers. */
  once(client: Client, args?: readonly string[]): Promise<Told | undefined>;
  /** Keeps running and renewing. */
  keep(client: Client, args?: readonly string[]): Promise<LabProcess>;
  close(): Promise<void>;
}

export async function udhcpc(): Promise<Udhcpc> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-udhcpc-'));
  const script = join(folder, 'script');
  await writeFile(script, UDHCPC_SCRIPT);
  await chmod(script, 0o755);
  const base = ['-f', '-i', 'eth0', '-s', script, '-t', '4', '-T', '1', '-A', '1'];
  return {
    once: async (client, args = []) => {
      const { stdout } = await client.exec('udhcpc', [...base, '-q', '-n', ...args], { reject: false });
      return toldIn(stdout, 'bound').at(-1);
    },
    keep: async (client, args = []) => {
      const child = client.spawn('udhcpc', [...base, ...args]);
      await child.waitForOutput('TOLD bound', { timeoutMs: 20_000 });
      return child;
    },
    close: () => rm(folder, { recursive: true }),
  };
}

/** The values of every `TOLD EVENT …` line. */
export function toldIn(output: string, event: string): readonly Told[] {
  return [...output.matchAll(new RegExp(`^TOLD ${event} (.*)$`, 'gm'))].map(([, text = '']) =>
    Object.fromEntries([...text.matchAll(/(\w+)=(.*?)(?= \w+=|$)/g)].map(([, name = '', value]) => [name, value])),
  );
}

/** ISC dhclient, once; the values of its lease file. */
export async function dhclient(client: Client): Promise<Told> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-dhclient-'));
  try {
    const leases = join(folder, 'leases');
    const files = ['-lf', leases, '-pf', join(folder, 'pid'), '-cf', '/dev/null', '-sf', '/bin/true'];
    await writeFile(leases, '');
    const { stderr } = await client.exec('dhclient', ['-4', '-1', '-v', ...files, client.interface], {
      reject: false,
      timeoutMs: 20_000,
    });
    const { stdout } = await client.exec('cat', [leases]);
    return { ...Object.fromEntries(leaseValues(stdout)), log: stderr };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function leaseValues(text: string): [string, string][] {
  return [...text.matchAll(/^\s*(?:option )?([\w-]+) "?([^";]*)"?;$/gm)].map(([, name = '', value = '']) => [
    name,
    value,
  ]);
}
