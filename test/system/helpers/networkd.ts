import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client, LabProcess } from '../../lab/index.ts';

/**
 * Starts systemd-networkd beside whatever runs on this machine: in mounts of its own it finds its folder below /run, which
 * it hands to the user it becomes, and a read-only /sys, by which it knows that no udev will tell it of its interface.
 */
const SCRIPT = (network: string): string => `#!/bin/sh
set -e
mount -t tmpfs tmpfs /run
mkdir -p /run/systemd/network /run/systemd/netif/links /run/systemd/netif/leases /run/systemd/netif/lldp
chown -R systemd-network:systemd-network /run/systemd/netif
cat > /run/systemd/network/10-lab.network <<END
${network}END
mount -o remount,bind,ro /sys
exec env SYSTEMD_LOG_LEVEL=debug SYSTEMD_LOG_TARGET=console /lib/systemd/systemd-networkd
`;

const NETWORK = (name: string): string => `[Match]
Name=${name}
[Network]
DHCP=ipv4
LinkLocalAddressing=no
IPv6AcceptRA=no
`;

export interface Networkd {
  /** Its log, at debug level. */
  readonly process: LabProcess;
  /** The address it is told first. */
  readonly address: string;
  close(): Promise<void>;
}

/** systemd-networkd on this machine, once it has configured the address it was given. */
export async function networkdOn(client: Client): Promise<Networkd> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-networkd-'));
  const script = join(folder, 'start');
  await writeFile(script, SCRIPT(NETWORK(client.interface)));
  const child = client.spawn('unshare', ['--mount', 'sh', script], { name: 'networkd' });
  await child.waitForOutput(ACQUIRED, { timeoutMs: 60_000 });
  return {
    process: child,
    address: ACQUIRED.exec(child.output)?.[1] ?? '',
    close: async () => {
      await child.stop();
      await rm(folder, { recursive: true });
    },
  };
}

const ACQUIRED = /DHCPv4 address ([\d.]+)\/\d+.* acquired from/;
