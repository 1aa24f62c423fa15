import { formatIPv4, OPTIONS, readOption } from '@muster/wire';
import type { Networks, ServedNetwork } from '../network.ts';
import type { Allocator, Phase } from './allocator.ts';
import type { Answer, Decision } from './answer.ts';
import type { Exchange } from './exchange.ts';

interface Asked {
  readonly phase: Phase;
  readonly address: number;
  readonly network: ServedNetwork | undefined;
}

/** REQUEST in the four states of RFC 2131 §4.3.2: selecting, init-reboot, renewing and rebinding. */
export function request(
  exchange: Exchange,
  networks: Networks,
  allocator: Allocator,
  authoritative: boolean,
): Decision {
  const asked = readRequest(exchange, networks);
  if (asked === undefined) return 'incomplete';
  if (asked === 'other-server') {
    allocator.settled(exchange.client);
    return 'other-server';
  }
  const { network, address, phase } = asked;
  if (network === undefined) {
    // Of a relay's network we know that it is not ours.
    return authoritative && exchange.link === 0 ? refuseEverywhere(networks, address) : 'unserved-network';
  }
  const verdict = allocator.judge(exchange, network, address, phase);
  if (verdict === 'silent') return 'not-our-lease';
  if (verdict === 'refuse') return [nak(network, address)];
  allocator.settled(exchange.client);
  return [{ kind: 'ack', grant: verdict }];
}

function readRequest(exchange: Exchange, networks: Networks): Asked | 'other-server' | undefined {
  const { message, link } = exchange;
  const server = readOption(message, OPTIONS.serverIdentifier);
  const wanted = readOption(message, OPTIONS.requestedAddress);
  if (server !== undefined) {
    const served = networks.servedFrom(server);
    if (served.length === 0) return 'other-server';
    // Some firmware selects with ciaddr in place of option 50.
    const address = wanted ?? message.ciaddr;
    const network = served.find(({ cidr }) => cidr.contains(link === 0 ? address : link));
    return { phase: 'selecting', address, network: network ?? served[0] };
  }
  if (message.ciaddr !== 0) {
    return { phase: 'renewing', address: message.ciaddr, network: networkOfRenewal(networks, message.ciaddr, link) };
  }
  if (wanted === undefined) return undefined;
  return { phase: 'init-reboot', address: wanted, network: networks.containing(link === 0 ? wanted : link) };
}

/** That of the address, unless a relay agent tells that the client has gone to another one. */
function networkOfRenewal(networks: Networks, ciaddr: number, link: number): ServedNetwork | undefined {
  const had = networks.containing(ciaddr);
  const near = link === 0 ? had : networks.containing(link);
  return had?.config.shared === true || near?.config.shared === true ? had : near;
}

/** Which wire the client is on is not known; on a wire we do not serve it hears none of these. */
function refuseEverywhere(networks: Networks, address: number): Decision {
  return networks.list.filter((network) => network.onLink).map((network) => nak(network, address));
}

function nak(network: ServedNetwork, address: number): Answer {
  return { kind: 'nak', network, why: `${formatIPv4(address)} is not for this client` };
}
