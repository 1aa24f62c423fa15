import { randomInt } from 'node:crypto';
import {
  type ClientClass,
  clientDiscover,
  type DhcpMessage,
  formatIPv4,
  MessageType,
  macToBytes,
  OPTIONS,
  readOption,
  writeOption,
} from '@muster/wire';
import { askBootServer } from './boot-server.ts';
import { BootFault } from './fault.ts';
import { bootFileOf, copied, isComplete, nextServerOf, Offers } from './offers.ts';
import type { Pace } from './pace.ts';
import type { RelayAgent } from './relay-agent.ts';
import { DHCP_TIMEOUTS } from './timing.ts';
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
  /** UDP port of boot servers; 4011 unless given. */
  readonly pxePort?: number | undefined;
}

/**
 * DISCOVER, OFFER, REQUEST, ACK as firmware or iPXE of this class does it, with its timeouts and its patience; what to boot
 * from the offer of a proxy where one makes one, after a question to its port 4011 where that offer leaves it open.
 */
export async function obtainLease(client: DhcpClient, relay: RelayAgent, pace: Pace, meter: Meter): Promise<Lease> {
  const { clientClass, stage, mac, uuid } = client;
  const chaddr = macToBytes(mac);
  if (chaddr === undefined) throw new TypeError(`${mac} is no hardware address`);
  const xid = randomInt(1, 2 ** 32);
  const discover = clientDiscover(clientClass, { chaddr, xid, ...(uuid === undefined ? {} : { uuid }) });
  const exchange = { client, relay, pace, meter };
  const offers = new Offers(clientClass);
  const offer = await ask(exchange, discover, (reply) => isOf(reply, MessageType.OFFER) && offers.take(reply));
  await collectMore(offers, discover.xid, exchange);
  const request = requestFor(discover, offer.reply);
  const ack = await ask(exchange, request, (reply) => isOf(reply, MessageType.ACK, MessageType.NAK));
  if (isOf(ack.reply, MessageType.NAK)) {
    throw new BootFault(stage, 'dhcp-refused', readOption(ack.reply, OPTIONS.message) ?? 'DHCPNAK');
  }
  const { boot } = offers;
  const start = performance.now();
  const told = boot === undefined ? ack.reply : await bootOf(boot, discover, ack.reply.yiaddr, exchange);
  return {
    address: formatIPv4(ack.reply.yiaddr),
    nextServer: nextServerOf(told),
    bootFile: bootFileOf(told),
    ms: offer.ms + ack.ms + performance.now() - start,
  };
}

/** Listens on for offers as long as such a client does. */
async function collectMore(offers: Offers, xid: number, { relay, pace }: Exchange): Promise<void> {
  let settle: () => void = () => undefined;
  const settled = new Promise<void>((resolve) => {
    settle = resolve;
  });
  const unlisten = relay.listen(xid, (reply) => {
    if (!isOf(reply, MessageType.OFFER)) return;
    offers.take(reply);
    if (offers.settled) settle();
  });
  try {
    await Promise.race([pace.wait(offers.wait()), settled]);
  } finally {
    unlisten();
  }
}

/** What a proxy tells: its offer, or what its port 4011 says. iPXE goes on with what it has when nobody answers there. */
async function bootOf(
  offer: DhcpMessage,
  discover: DhcpMessage,
  address: number,
  { client, relay, pace, meter }: Exchange,
): Promise<DhcpMessage> {
  const { clientClass, stage, pxePort = 4011 } = client;
  if (isComplete(offer, clientClass)) return offer;
  const ipxe = clientClass.userClass === 'ipxe';
  const from = !ipxe && clientClass.firmware === 'uefi' ? pxePort : 68;
  const loses = (): boolean => relay.loses();
  try {
    const question = { stage, discover, offer, address, from, port: pxePort, loses, signal: pace.signal, meter };
    return await askBootServer(question);
  } catch (error) {
    if (ipxe && error instanceof BootFault && error.code === 'dhcp-timeout') return offer;
    throw error;
  }
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

/** Sends until the answer comes, or patience is at its end. */
function ask(
  { client, relay, pace, meter }: Exchange,
  message: DhcpMessage,
  isAnswer: (reply: DhcpMessage) => boolean,
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
      if (!isAnswer(reply)) return;
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

function isOf(reply: DhcpMessage, ...types: readonly number[]): boolean {
  return types.includes(readOption(reply, OPTIONS.messageType) ?? 0);
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
