import type { Check, CheckResult } from '@muster/core';
import { isMusterError } from '@muster/core';
import type { Networks } from './network.ts';
import type { DhcpOptions } from './options.ts';
import { findPing } from './server/ping.ts';
import { DhcpSockets, otherListener } from './server/sockets.ts';

/** Before anything listens: are the port and our addresses there, is the port ours alone, who will get an address? */
export function dhcpChecks(networks: Networks, { port, conflictCheck }: DhcpOptions): readonly Check[] {
  return [
    { name: 'dhcp-port', run: () => checkPort(networks, port) },
    ...(conflictCheck ? [{ name: 'dhcp-conflict-check', run: checkPing }] : []),
    { name: 'dhcp-networks', run: () => Promise.resolve(checkNetworks(networks)) },
  ];
}

async function checkPort(networks: Networks, port: number): Promise<readonly CheckResult[]> {
  try {
    const other = await otherListener(port);
    if (other !== undefined) {
      const sentence = `UDP port ${port} is also used by ${other}; machines may be answered by both`;
      return [{ level: 'warning', sentence, remedy: 'stop it, or let each server have networks of its own' }];
    }
    const sockets = await DhcpSockets.open(networks, port, () => undefined);
    await sockets.close();
    const addresses = networks.list.map(({ config }) => config.address).join(', ');
    return [{ level: 'ok', sentence: `DHCP can listen on UDP port ${port} of ${addresses}` }];
  } catch (error) {
    if (!isMusterError(error)) throw error;
    return [{ level: 'error', sentence: error.sentence, remedy: error.remedy }];
  }
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
