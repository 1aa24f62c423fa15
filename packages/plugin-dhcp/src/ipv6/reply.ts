import { type Dhcp6Option, encodeDhcp6, formatIPv6, OPTIONS6, option6, readOption6, replyRelays } from '@muster/wire';
import type { Answer6 } from './answer.ts';
import type { BootAnswer6 } from './boot-options.ts';
import type { Exchange6 } from './exchange.ts';
import type { ServedNetwork6 } from './network.ts';

/** The encoded answer, in the envelopes of the relay agents it goes back through. */
export function encodeReply6(
  { message, relays }: Exchange6,
  answer: Answer6,
  server: Uint8Array,
  boot: BootAnswer6 | undefined,
): Uint8Array {
  const client = message.options.filter(({ code }) => code === OPTIONS6.clientIdentifier.code);
  const wanted = readOption6(message.options, OPTIONS6.optionRequest);
  const asked = ({ code }: Dhcp6Option): boolean => wanted === undefined || wanted.includes(code);
  const options = [
    ...client.slice(0, 1),
    option6(OPTIONS6.serverIdentifier, server),
    ...answer.options,
    ...(answer.informs ? [...nameOptions(answer.network), ...(boot?.options ?? [])].filter(asked) : []),
  ];
  return encodeDhcp6({ message: { type: answer.type, xid: message.xid, options }, relays: replyRelays(relays) });
}

/** Where a reply goes (RFC 8415 §18.3.10, §19.3): to the relay agent it came by, else to the client's link-local address. */
export function destinationOf6(
  { relays, arrival }: Exchange6,
  ports: { readonly clientPort: number; readonly relayPort: number },
): { readonly address: string; readonly port: number } {
  const { remoteAddress, interface: device } = arrival;
  const address = device === undefined ? remoteAddress : `${remoteAddress}%${device}`;
  return { address, port: relays.length > 0 ? ports.relayPort : ports.clientPort };
}

/** For logs: the relay agent next to the client, by the address it gives its wire. */
export function relayText({ relays }: Exchange6): string | undefined {
  const nearest = relays.at(-1);
  return nearest && formatIPv6(nearest.linkAddress);
}

/** Name servers and search domain (RFC 3646). */
function nameOptions({ config, ipv6 }: ServedNetwork6): Dhcp6Option[] {
  return [
    ...(ipv6.dns === undefined || ipv6.dns.length === 0 ? [] : [option6(OPTIONS6.dnsServers, [...ipv6.dns])]),
    ...(config.domain === undefined ? [] : [option6(OPTIONS6.domainList, [config.domain])]),
  ];
}
