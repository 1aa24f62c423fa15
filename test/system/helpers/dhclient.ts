import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client, LabProcess } from '../../lab/index.ts';

/** Configures the interface and prints what it was told: dhclient-script(8). */
const SCRIPT = `#!/bin/sh
case "$reason" in
  PREINIT) ip link set "$interface" up ;;
  BOUND|REBOOT|RENEW|REBIND) ip address replace "$new_ip_address/$new_subnet_mask" dev "$interface" ;;
  EXPIRE|FAIL|RELEASE) ip address flush dev "$interface" ;;
esac
echo "TOLD $reason ip=$new_ip_address ntp=$new_ntp_servers serverid=$new_dhcp_server_identifier"
`;

const CONFIG = 'request subnet-mask, routers, ntp-servers, domain-name-servers;\ntimeout 20;\n';

/** ISC dhclient on one machine, whose lease file stays from one run to the next. */
export interface Dhclient {
  /** Runs it in the foreground; its output says `TOLD REASON …`. */
  start(): LabProcess;
  /** Gives the address back. */
  release(): Promise<void>;
  close(): Promise<void>;
}

export async function dhclientOn(client: Client): Promise<Dhclient> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-dhclient-'));
  const [script, config, leases] = ['script', 'conf', 'leases'].map((name) => join(folder, name));
  if (script === undefined || config === undefined || leases === undefined) throw new Error('no files');
  await writeFile(script, SCRIPT);
  await chmod(script, 0o755);
  await writeFile(config, CONFIG);
  await writeFile(leases, '');
  const files = ['-4', '-v', '-sf', script, '-cf', config, '-lf', leases, '-pf', join(folder, 'pid')];
  return {
    start: () => client.spawn('dhclient', [...files, '-d', client.interface]),
    release: async () => {
      await client.exec('dhclient', [...files, '-r', client.interface], { timeoutMs: 20_000 });
    },
    close: () => rm(folder, { recursive: true }),
  };
}
