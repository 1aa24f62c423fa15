import { type Check, type CheckResult, dhcpServersCheck, receiveBufferCheck, type SiteConfig } from '@muster/core';
import type { Networks } from './network.ts';
import { RECEIVE_BUFFER } from './server/sockets.ts';

/** Is the wire ours alone, who will get an address, and do all machines that ask at once find room? */
export function dhcpChecks(site: SiteConfig, networks: Networks): readonly Check[] {
  return [
    dhcpServersCheck(site.networks, 'server'),
    receiveBufferCheck('dhcp', RECEIVE_BUFFER),
    { name: 'dhcp-networks', run: () => Promise.resolve(checkNetworks(networks)) },
  ];
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
