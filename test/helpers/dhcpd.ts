import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { LabProcess, Network } from '../lab/index.ts';
import type { TestSite } from './site.ts';

/** Runs a real ISC dhcpd on the configuration Muster renders, checked by `dhcpd -t` before; on more interfaces when given. */
export async function startDhcpd(
  network: Network,
  site: TestSite,
  interfaces: readonly string[] = [network.bridge],
): Promise<LabProcess> {
  const folder = path.join(site.folder, 'dhcpd');
  const conf = path.join(folder, 'dhcpd.conf');
  const leases = path.join(folder, 'leases');
  await mkdir(folder, { recursive: true });
  await site.muster(['dhcp', 'render', '--check', '--file', conf]);
  await writeFile(leases, '');
  const files = ['-cf', conf, '-lf', leases, '-pf', path.join(folder, 'pid')];
  const dhcpd = network.spawn('dhcpd', ['-4', '-f', '-d', ...files, ...interfaces], { name: 'dhcpd' });
  await dhcpd.waitForOutput(/Server starting service/, { timeoutMs: 15_000 });
  return dhcpd;
}
