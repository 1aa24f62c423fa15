import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Client, LabProcess } from '../lab/index.ts';
import type { TestSite } from './site.ts';

/** The site's own ISC dhcpd, on a machine of its, with the configuration Muster renders, checked by `dhcpd -t` before. */
export async function startDhcpd(
  machine: Pick<Client, 'spawn'>,
  site: TestSite,
  interfaces: readonly string[],
): Promise<LabProcess> {
  const folder = path.join(site.folder, 'dhcpd');
  const conf = path.join(folder, 'dhcpd.conf');
  const leases = path.join(folder, 'leases');
  await mkdir(folder, { recursive: true });
  await site.muster(['dhcp', 'render', '--check', '--file', conf]);
  await writeFile(leases, '');
  const files = ['-cf', conf, '-lf', leases, '-pf', path.join(folder, 'pid')];
  const dhcpd = machine.spawn('dhcpd', ['-4', '-f', '-d', ...files, ...interfaces], { name: 'dhcpd of the site' });
  await dhcpd.waitForOutput(/Server starting service/, { timeoutMs: 15_000 });
  return dhcpd;
}
