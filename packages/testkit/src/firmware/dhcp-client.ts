import { randomInt } from 'node:crypto';
import {
  type ClientClass,
  clientDiscover,
  type DhcpMessage,
  formatIPv4,
  IpxeSuboption,
  MessageType,
  macToBytes,
  OPTIONS,
  readOption,
  writeOption,
} from '@muster/wire';
import { BootFault } from './fault.ts';
import type { Pace } from './pace.ts';
import type { RelayAgent } from './relay-agent.ts';
import { DHCP_TIMEOUTS, WAITS } from './timing.ts';
import type { Meter } from './trace.ts';

/** What a DHCP exchange brought. */
export interface Lease {
  readonly address: string;
  /** Where the boot file is: `siaddr`, else option 54. */
  readonly nextServer: string;
  /** Option 67, else the BOOTP field; undefined when there is none. */
  readonly bootFile: string | undefined;
  /** Milliseconds from DISCOVER to OFFER and from REQUEST to ACK together. */
  readonly ms: number;
}

export interface DhcpClient {
  readonly stage: string;
  readonly clientClass: ClientClass;
  readonly mac: string;
  readonly uuid?: string | undefined;
}

/** DISCOVER, OFFER, REQUEST, ACK as firmware or iPXE of this class does it, with its timeouts and its patience. */
export async function obtainLease(client: DhcpClient, relay: RelayAgent, pace: Pace, meter: Meter): Promise<Lease> {
  const { clientClass, stage, mac, uuid } = client;
  const chaddr = macToBytes(mac);
  if (chaddr === undefined) throw new TypeError(`${mac} is no hardware address`);
  const xid = randomInt(1, 2 ** 32);
  const discover = clientDiscover(clientClass, { chaddr, xid, ...(uuid === undefined ? {} : { uuid }) });
  const exchange = { client, relay, pace, meter };
  const offer = await ask(exchange, discover, [MessageType.OFFER]);
  await pace.wait(offerWait(clientClass, offer.reply));
  const ack = await ask(exchange, requestFor(discover, offer.reply), [MessageType.ACK, MessageType.NAK]);
  if (readOption(ack.reply, OPTIONS.messageType) === MessageType.NAK) {
    throw new BootFault(stage, 'dhcp-refused', readOption(ack.reply, OPTIONS.message) ?? 'DHCPNAK');
  }
  const { reply } = ack;
  const server = readOption(reply, OPTIONS.serverIdentifier) ?? 0;
  return {
    address: formatIPv4(reply.yiaddr),
    nextServer: formatIPv4(reply.siaddr === 0 ? server : reply.siaddr),
    bootFile: bootFileOf(reply),
    ms: offer.ms + ack.ms,
  };
}

interface Exchange {
  readonly client: DhcpClient;
  readonly relay: RelayAgent;
  readonly pace: Pace;
  readonly meter: Meter;
}

interface Answered {
  readonly reply: DhcpMessage;
  readonly ms: number;
}

/** Sends until an answer of one of these types comes, or patience is at its end. */
function ask(
  { client, relay, pace, meter }: Exchange,
  message: DhcpMessage,
  types: readonly number[],
): Promise<Answered> {
  const timeouts = DHCP_TIMEOUTS[client.clientClass.userClass === 'ipxe' ? 'ipxe' : 'firmware'];
  const { signal } = pace;
  return new Promise((resolve, reject) => {
    const start = performance.now();
    let tries = 0;
    let timer: NodeJS.Timeout | undefined;
    const settle = (): void => {
      clearTimeout(timer);
      unlisten();
      signal.removeEventListener('abort', stop);
    };
    const stop = (): void => {
      settle();
      reject(signal.reason as Error);
    };
    const send = (): void => {
      const timeout = timeouts[tries];
      if (timeout === undefined) {
        settle();
        reject(new BootFault(client.stage, 'dhcp-timeout', `no answer to ${tries} packets`));
        return;
      }
      if (tries > 0) meter.retries += 1;
      tries += 1;
      relay.send(message);
      timer = setTimeout(send, timeout);
    };
    const unlisten = relay.listen(message.xid, (reply) => {
      if (!types.includes(readOption(reply, OPTIONS.messageType) ?? 0)) return;
      settle();
      resolve({ reply: copied(reply), ms: performance.now() - start });
    });
    if (signal.aborted) stop();
    else {
      signal.addEventListener('abort', stop, { once: true });
      send();
    }
  });
}

/** A decoded message is a view into a packet whose memory is used again. */
function copied(reply: DhcpMessage): DhcpMessage {
  return { ...reply, options: new Map([...reply.options].map(([code, value]) => [code, Uint8Array.from(value)])) };
}

/** The REQUEST of RFC 2131 §4.4.1: the DISCOVER with what was offered. */
function requestFor(discover: DhcpMessage, offer: DhcpMessage): DhcpMessage {
  const request = { ...discover, options: new Map(discover.options) };
  writeOption(request, OPTIONS.messageType, MessageType.REQUEST);
  writeOption(request, OPTIONS.requestedAddress, offer.yiaddr);
  const server = readOption(offer, OPTIONS.serverIdentifier);
  if (server !== undefined) writeOption(request, OPTIONS.serverIdentifier, server);
  return request;
}

function offerWait({ userClass, firmware }: ClientClass, offer: DhcpMessage): number {
  if (userClass !== 'ipxe') return firmware === 'uefi' ? WAITS.uefiOffers : 0;
  const alone = readOption(offer, OPTIONS.ipxe)?.get(IpxeSuboption.noPxeDhcp)?.[0] === 1;
  return alone ? 0 : WAITS.ipxeProxyOffers;
}

function bootFileOf(reply: DhcpMessage): string | undefined {
  const name = readOption(reply, OPTIONS.bootFileName) ?? reply.file;
  return name === '' ? undefined : name;
}
