import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { SiteConfig } from '@muster/core';
import type { Settings } from '../options.ts';

/** Where the program has its files. */
export interface Places {
  readonly conf: string;
  readonly leases: string;
  /** Kea's control socket. */
  readonly socket: string;
  /** Mode of the configuration: it holds what Muster and the program know each other by. */
  readonly mode: number;
  /** Group that may read it besides. */
  readonly group?: number | undefined;
  /** The distribution's files, of which what was there before is kept. */
  readonly ofDistribution?: true;
}

/** Folder of Muster's own files for the server. */
export function stateFiles(state: string): (name: string) => string {
  return (name) => path.join(state, 'isc-dhcp', name);
}

/**
 * In the state folder; where the distribution's unit reads them; or, for a dhcpd that AppArmor confines, where Debian's
 * profile (/etc/apparmor.d/usr.sbin.dhcpd) allows files to a second dhcpd. Its profile of Kea allows none but the unit's.
 */
export async function placesOf(
  state: string,
  { program, run }: Pick<Settings, 'program' | 'run'>,
  confined: boolean,
): Promise<Places> {
  const at = stateFiles(state);
  const conf = program === 'kea' ? 'kea-dhcp4.conf' : 'dhcpd.conf';
  const leases = program === 'kea' ? 'kea-leases4.csv' : 'dhcpd.leases';
  const own = { conf: at(conf), leases: at(leases), socket: at('kea.sock'), mode: 0o600 };
  if (run === 'unit' && program === 'kea') {
    const group = await groupNumber('_kea');
    const unit = { conf: `/etc/kea/${conf}`, leases: `/var/lib/kea/${leases}`, socket: '/run/kea/kea4-ctrl-socket' };
    return { ...unit, mode: 0o640, group, ofDistribution: true };
  }
  if (run === 'unit') {
    return { ...own, conf: `/etc/dhcp/${conf}`, leases: `/var/lib/dhcp/${leases}`, ofDistribution: true };
  }
  if (program === 'dhcpd' && confined) {
    return { ...own, conf: '/etc/dhcp/muster-dhcpd.conf', leases: '/var/lib/dhcp/dhcpd.leases.muster' };
  }
  return own;
}

/** Interfaces of the networks, each once. */
export function interfacesOf({ networks }: Pick<SiteConfig, 'networks'>): readonly string[] {
  return [...new Set(Object.values(networks).flatMap((network) => network.interface ?? []))];
}

async function groupNumber(name: string): Promise<number | undefined> {
  const groups = await readFile('/etc/group', 'utf8').catch(() => '');
  const [, , number] =
    groups
      .split('\n')
      .find((line) => line.startsWith(`${name}:`))
      ?.split(':') ?? [];
  return number === undefined ? undefined : Number(number);
}
