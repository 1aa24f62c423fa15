import { type Check, type CheckResult, dhcpServersCheck, receiveBufferCheck, type SiteConfig } from '@muster/core';
import type { Networks } from './network.ts';
import type { DhcpOptions } from './options.ts';
import { findPing } from './server/ping.ts';
import { RECEIVE_BUFFER } from './server/udp-socket.ts';

/** Is the wire ours alone, who will get an address, and do all machines that ask at once find room? */
export function dhcpChecks(
  site: SiteConfig,
  networks: Networks,
  { conflictCheck }: Pick<DhcpOptions, 'conflictCheck'>,
): readonly Check[] {
  return [
    dhcpServersCheck(site.networks, 'server'),
    receiveBufferCheck('dhcp', RECEIVE_BUFFER),
    ...(conflictCheck ? [{ name: 'dhcp-conflict-check', run: checkPing }] : []),
    { name: 'dhcp-networks', run: () => Promise.resolve(checkNetworks(networks)) },
  ];
}

async function checkPing(): Promise<readonly CheckResult[]> {
  if ((await findPing()) !== undefined)
    return [{ level: 'ok', sentence: 'addresses are pinged before they are offered' }];
  const remedy = 'install ping (Debian: iputils-ping), or take conflictCheck out of the options of plugin dhcp';
  return [{ level: 'warning', sentence: 'conflictCheck is set, but there is no ping on this machine', remedy }];
}

function checkNetworks(networks: Networks): readonly CheckResult[] {
  return networks.list
    .filter(({ pool }) => pool === undefined)
    .map(({ name }) => ({
      level: 'note',
      sentence: `network "${name}" has no pool: only nodes with a fixed address boot there`,
      remedy: `set networks.${name}.pool to let unknown machines boot`,
    }));
}
