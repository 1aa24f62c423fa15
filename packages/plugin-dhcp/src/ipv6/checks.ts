import { type Check, type CheckResult, isMusterError } from '@muster/core';
import { DHCP6_SERVER_PORT } from '@muster/wire';
import type { Networks6 } from './network.ts';
import { openSockets6, otherListener6 } from './sockets.ts';

/** Before anything listens: is the DHCPv6 port ours alone, and are our IPv6 addresses there? None where IPv6 is not served. */
export function dhcp6Checks(networks: Networks6): readonly Check[] {
  return networks.length === 0 ? [] : [{ name: 'dhcp6-port', run: async () => [await checkPort(networks)] }];
}

async function checkPort(networks: Networks6): Promise<CheckResult> {
  try {
    const other = await otherListener6(DHCP6_SERVER_PORT);
    if (other !== undefined) {
      const sentence = `UDP port ${DHCP6_SERVER_PORT} is also used by ${other}; machines may be answered by both`;
      return { level: 'warning', sentence, remedy: 'stop it, or take networks.NAME.ipv6 out of the configuration' };
    }
    await (await openSockets6(networks, DHCP6_SERVER_PORT, () => undefined)).close();
    const addresses = networks.map(({ ipv6 }) => ipv6.address).join(', ');
    return { level: 'ok', sentence: `DHCPv6 can listen on UDP port ${DHCP6_SERVER_PORT} beside ${addresses}` };
  } catch (error) {
    if (!isMusterError(error)) throw error;
    return { level: 'error', sentence: error.sentence, remedy: error.remedy };
  }
}
