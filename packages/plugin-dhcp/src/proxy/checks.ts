import { type Check, type CheckResult, isMusterError } from '@muster/core';
import type { Networks } from '../network.ts';
import type { DhcpOptions } from '../options.ts';
import { otherListener } from '../server/sockets.ts';
import { openBootServerSockets, openProxySockets } from './sockets.ts';

/** Before anything listens: are the ports and our addresses there, and who else answers on this machine? */
export function proxyChecks(networks: Networks, options: DhcpOptions): readonly Check[] {
  return [{ name: 'dhcp-proxy', run: () => checkPorts(networks, options) }];
}

async function checkPorts(networks: Networks, options: DhcpOptions): Promise<readonly CheckResult[]> {
  const { port, pxePort } = options;
  try {
    const other = await otherListener(port);
    const sockets = [
      await openProxySockets(networks, options, () => undefined),
      await openBootServerSockets(networks, pxePort, () => undefined),
    ];
    await Promise.all(sockets.map((one) => one.close()));
    const addresses = networks.list.map(({ config }) => config.address).join(', ');
    const sentence = `ProxyDHCP can listen on UDP ports ${port} and ${pxePort} of ${addresses}`;
    return [{ level: 'ok', sentence }, ...(other === undefined ? [] : [sharing(networks, port, other)])];
  } catch (error) {
    if (!isMusterError(error)) throw error;
    return [{ level: 'error', sentence: error.sentence, remedy: error.remedy }];
  }
}

function sharing({ list }: Networks, port: number, other: string): CheckResult {
  const far = list.filter(({ onLink }) => !onLink).map(({ config }) => config.address);
  if (far.length === 0) {
    return {
      level: 'note',
      sentence: `UDP port ${port} is also used by ${other}: both hear broadcasts, and what is sent to its address only it`,
    };
  }
  return {
    level: 'warning',
    sentence: `UDP port ${port} of ${far.join(', ')} is also used by ${other}, and what relay agents send there reaches only one of the two`,
    remedy: 'run one of them on another machine, and give the relay agents the addresses of both',
  };
}
