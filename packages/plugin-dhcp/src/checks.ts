import type { Check, CheckResult } from '@muster/core';
import { isMusterError } from '@muster/core';
import type { Networks } from './network.ts';
import { DhcpSockets, otherListener } from './server/sockets.ts';

/** Before anything listens: are the port and our addresses there, and is the wire ours alone? */
export function dhcpChecks(networks: Networks, port: number): readonly Check[] {
  return [
    { name: 'dhcp-port', run: () => checkPort(networks, port) },
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

function checkNetworks(networks: Networks): readonly CheckResult[] {
  const results: CheckResult[] = [];
  const byInterface = new Map<string, string>();
  for (const { name, config, onLink, pool } of networks.list) {
    if (pool === undefined) {
      const sentence = `network "${name}" has no pool: only nodes with a fixed address boot there`;
      results.push({ level: 'note', sentence, remedy: `set networks.${name}.pool to let unknown machines boot` });
    }
    if (!onLink || config.interface === undefined) continue;
    const other = byInterface.get(config.interface);
    byInterface.set(config.interface, name);
    if (other === undefined) continue;
    const sentence = `networks "${other}" and "${name}" share interface ${config.interface}: strangers get an offer of each`;
    results.push({ level: 'warning', sentence, remedy: 'give a pool to one of them only' });
  }
  return results;
}
