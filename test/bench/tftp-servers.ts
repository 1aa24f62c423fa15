import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BenchServer, launch, type Place } from './server.ts';

/** Octets by name: a boot loader, and a kernel or initramfs. */
export const TFTP_FILES = { 'loader.efi': 1_000_000, vmlinuz: 8_000_000 } as const;
export type TftpFile = keyof typeof TFTP_FILES;

/** A folder with the files, of chance. */
export async function tftpFolder(folder: string): Promise<string> {
  const root = join(folder, 'tftp');
  await mkdir(root);
  for (const [name, size] of Object.entries(TFTP_FILES)) await writeFile(join(root, name), randomBytes(size));
  return root;
}

/** The options of Debian's atftpd, without its multicast, as root because the folder is root's. */
export async function startAtftpd(place: Place): Promise<BenchServer> {
  const root = await tftpFolder(place.folder);
  const alone = ['--daemon', '--no-fork', '--user', 'root.root', '--logfile', '-', '--no-multicast'];
  const asInstalled = [
    '--port',
    '69',
    '--tftpd-timeout',
    '300',
    '--retry-timeout',
    '5',
    '--maxthread',
    '100',
    '--verbose=5',
  ];
  const args = [...alone, ...asInstalled, root];
  return await launch(place, { name: 'atftpd', command: 'atftpd', args, ready: 'started' });
}

/** dnsmasq as a TFTP server only; its limit of 50 transfers is raised. */
export async function startDnsmasqTftp(place: Place): Promise<BenchServer> {
  const { folder, network } = place;
  const file = join(folder, 'dnsmasq.conf');
  const config = `port=0
user=root
interface=${network.bridge}
except-interface=lo
bind-interfaces
enable-tftp
tftp-root=${await tftpFolder(folder)}
tftp-max=1000
log-facility=-
`;
  await writeFile(file, config);
  const args = ['--keep-in-foreground', `--conf-file=${file}`];
  return await launch(place, { name: 'dnsmasq', command: 'dnsmasq', args, ready: 'TFTP root is' });
}
