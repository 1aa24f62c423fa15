import { formatIPv4, MessageType, parseIPv4 } from '@muster/wire';
import type { DropReason, Exchange } from '../engine/exchange.ts';
import type { Destination } from '../engine/destination.ts';
import type { Networks, ServedNetwork } from '../network.ts';
import type { DhcpOptions } from '../options.ts';

/** What a proxy answers, before boot file and encoding. */
export interface ProxyAnswer {
  readonly kind: 'offer' | 'ack';
  readonly network: ServedNetwork;
  readonly to: Destination;
}

/** Which packets of a service are answered, on which networks. */
export type ProxyService = (exchange: Exchange, networks: Networks) => readonly ProxyAnswer[] | DropReason;

/**
 * ProxyDHCP (PXE 2.1 §2.2.3): an offer beside that of the DHCP server to every DISCOVER, and nothing else. A REQUEST on this
 * port is to the server that gives the address.
 */
export function proxyService({ clientPort, relayPort }: DhcpOptions): ProxyService {
  return (exchange, networks) => {
    if (exchange.type !== MessageType.DISCOVER) return 'not-for-a-proxy';
    const { giaddr } = exchange.message;
    const to =
      giaddr === 0
        ? { address: '255.255.255.255', port: clientPort }
        : { address: formatIPv4(giaddr), port: relayPort };
    const served = networksOf(exchange, networks);
    return served.length === 0 ? 'unserved-network' : served.map((network) => ({ kind: 'offer', network, to }));
  };
}

/** On a broadcast plain sockets do not tell the wire it came by: the offer goes to each one the machine may be on. */
function networksOf({ link, host }: Exchange, networks: Networks): readonly ServedNetwork[] {
  if (link !== 0) {
    const network = networks.containing(link);
    return network === undefined ? [] : [network];
  }
  const near = networks.list.filter((network) => network.onLink);
  const own = near.filter((network) => host?.bindings.some((binding) => binding.network === network));
  return own.length > 0 ? own : near;
}

/**
 * The boot server on port 4011 (PXE 2.1 §2.2.5). A machine that has its address asks there by unicast: OVMF from port 4011,
 * iPXE and ROMs from 68, and each wants the answer on the port it asked from.
 */
export const bootServer: ProxyService = ({ type, arrival, message }, networks) => {
  const { remoteAddress: address, remotePort: port } = arrival;
  const number = parseIPv4(address);
  const network = number === undefined ? undefined : networks.containing(number);
  // Nothing is sent to other networks, whoever is named as the sender.
  if (network === undefined || message.giaddr !== 0) return 'unserved-network';
  const to = { address, port };
  if (type === MessageType.DISCOVER) return [{ kind: 'offer', network, to }];
  if (type === MessageType.REQUEST || type === MessageType.INFORM) return [{ kind: 'ack', network, to }];
  return 'not-for-a-proxy';
};
