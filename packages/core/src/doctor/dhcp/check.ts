import { DHCP_CLIENT_PORT, parseCidr, parseIPv4 } from '@muster/wire';
import { isRelayed } from '../../config/relayed.ts';
import type { NetworkConfig } from '../../config/types.ts';
import { messageOf } from '../../errors/index.ts';
import { describeHolder, portHolders } from '../../host/index.ts';
import type { Check, CheckResult } from '../../plugin/types.ts';
import { askDhcpServers } from './ask.ts';
import { type DhcpRole, judgeOffers } from './judge.ts';
import { foreignOffers } from './offer.ts';

/** A server that looks whether an address is in use answers after a second or two. */
const WAIT_MS = 3000;

/**
 * Who else answers DHCP on the wire of each network we are on ourselves, and whether that fits what the plugin does. For
 * plugins that serve DHCP, or need somebody to.
 */
export function dhcpServersCheck(networks: Readonly<Record<string, NetworkConfig>>, role: DhcpRole): Check {
  const ours = [...new Set(Object.values(networks).map(({ address }) => address))];
  return {
    name: 'dhcp-servers',
    run: async ({ signal }) => {
      const near = Object.entries(networks).filter(([, network]) => isAsked(network));
      const results = near.map(async ([network, { address }]): Promise<readonly CheckResult[]> => {
        try {
          const offers = await askDhcpServers({ address, wait: WAIT_MS, signal });
          return judgeOffers({ role, network, ours }, foreignOffers(offers, ours));
        } catch (error) {
          // That the address is missing is found by the check of the networks.
          return codeOf(error) === 'EADDRNOTAVAIL' ? [] : [await cannotAsk(network, error)];
        }
      });
      return (await Promise.all(results)).flat();
    },
  };
}

const LOOPBACK = parseCidr('127.0.0.0/8');

/** An address elsewhere is for relay agents; on the loopback is nobody else. */
function isAsked(network: NetworkConfig): boolean {
  return !isRelayed(network) && LOOPBACK?.contains(parseIPv4(network.address) ?? 0) === false;
}

async function cannotAsk(network: string, error: unknown): Promise<CheckResult> {
  const [holder] = await portHolders('udp', DHCP_CLIENT_PORT);
  const taken = codeOf(error) === 'EADDRINUSE' && holder !== undefined;
  const why = taken ? `UDP port ${DHCP_CLIENT_PORT} is taken by ${describeHolder(holder)}` : messageOf(error);
  return {
    level: 'note',
    sentence: `which DHCP servers answer on network "${network}" cannot be asked: ${why}`,
    remedy: taken ? `stop it for as long as "muster doctor" runs` : 'run "muster doctor" as root, with the network up',
  };
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
