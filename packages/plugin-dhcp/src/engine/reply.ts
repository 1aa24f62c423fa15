import {
  BROADCAST_FLAG,
  type DhcpMessage,
  encodeDhcp,
  formatIPv4,
  MessageType,
  maxDhcpPayload,
  OPTIONS,
  readOption,
  replyTo,
  writeOption,
} from '@muster/wire';
import type { ServedNetwork } from '../network.ts';
import type { Answer } from './answer.ts';
import type { OptionValues } from './answer-options.ts';
import type { BootAnswer } from './boot-file.ts';
import type { Exchange } from './exchange.ts';

/** Left out, in this order, when a reply is larger than the client takes. */
const DISPENSABLE = [OPTIONS.domainName, OPTIONS.hostName, OPTIONS.broadcastAddress, OPTIONS.tftpServerName].map(
  ({ code }) => code,
);

const TYPES = {
  offer: Uint8Array.of(MessageType.OFFER),
  ack: Uint8Array.of(MessageType.ACK),
  inform: Uint8Array.of(MessageType.ACK),
  nak: Uint8Array.of(MessageType.NAK),
};

/** The encoded answer, or undefined when the client's limit is too small for what it has to hold. */
export function encodeReply(exchange: Exchange, answer: Answer, boot: BootAnswer | undefined): Uint8Array | undefined {
  return encodeFitting(messageFor(exchange, answer, boot), exchange.message);
}

/** The reply within the size its client takes, if need be without what it can do without. */
export function encodeFitting(reply: DhcpMessage, request: DhcpMessage): Uint8Array | undefined {
  const maxSize = maxDhcpPayload(request);
  for (let omitted = 0; ; omitted += 1) {
    try {
      return encodeDhcp(reply, { maxSize });
    } catch (error) {
      const code = DISPENSABLE[omitted];
      if (!isTooLarge(error)) throw error;
      if (code === undefined) return undefined;
      reply.options.delete(code);
    }
  }
}

export function networkOfAnswer(answer: Answer): ServedNetwork {
  return 'grant' in answer ? answer.grant.network : answer.network;
}

function messageFor(exchange: Exchange, answer: Answer, boot: BootAnswer | undefined): DhcpMessage {
  const { message } = exchange;
  const reply = replyTo(message);
  if (answer.kind !== 'bootp') reply.options.set(OPTIONS.messageType.code, TYPES[answer.kind]);
  reply.options.set(OPTIONS.serverIdentifier.code, networkOfAnswer(answer).identifier);
  if (answer.kind === 'nak') {
    // The relay is to broadcast it: the client has no usable address (RFC 2131 §4.3.2).
    if (message.giaddr !== 0) reply.flags |= BROADCAST_FLAG;
    writeOption(reply, OPTIONS.message, answer.why);
    return reply;
  }
  if (answer.kind === 'inform') addRequested(reply, message, answer.options);
  else {
    reply.yiaddr = answer.grant.address;
    if (answer.kind !== 'bootp') for (const [code, value] of answer.grant.times) reply.options.set(code, value);
    addRequested(reply, message, answer.grant.options);
  }
  if (answer.kind === 'ack' || answer.kind === 'inform') reply.ciaddr = message.ciaddr;
  if (boot !== undefined) addBootFile(reply, message, boot);
  return reply;
}

/** What the parameter request list (option 55) names, everything without one; the subnet mask in any case. */
function addRequested(reply: DhcpMessage, request: DhcpMessage, values: OptionValues): void {
  const wanted = request.options.get(OPTIONS.parameterRequestList.code);
  for (const [code, value] of values) {
    if (wanted === undefined || code === OPTIONS.subnetMask.code || wanted.includes(code))
      reply.options.set(code, value);
  }
}

function addBootFile(reply: DhcpMessage, request: DhcpMessage, boot: BootAnswer): void {
  // Old ROMs and shim read the BOOTP fields only, UEFI the options first: fill both.
  reply.siaddr = boot.siaddr;
  reply.file = boot.file;
  // RFC 4578 §2.3: a PXE client's machine identifier comes back in the answer.
  const uuid = request.options.get(OPTIONS.machineUuid.code);
  if (uuid !== undefined) reply.options.set(OPTIONS.machineUuid.code, uuid);
  for (const [code, value] of boot.options) reply.options.set(code, value);
}

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'DHCP_MESSAGE_TOO_LARGE';
}

/** Where a reply goes (RFC 2131 §4.1). */
export interface Destination {
  readonly address: string;
  readonly port: number;
}

/**
 * To the relay agent; to a client that has an address; to everybody on the wire otherwise. A client without an address
 * cannot be reached by unicast from a plain socket, and RFC 2131 §4.1 lets a server broadcast then.
 */
export function destinationOf(
  exchange: Exchange,
  answer: Answer,
  ports: { readonly clientPort: number; readonly relayPort: number },
): Destination {
  const { giaddr, ciaddr } = exchange.message;
  if (giaddr !== 0) return { address: formatIPv4(giaddr), port: ports.relayPort };
  const configured = (answer.kind === 'ack' || answer.kind === 'inform') && ciaddr !== 0;
  // Selecting clients may not have configured the address that they put into ciaddr.
  const selecting = readOption(exchange.message, OPTIONS.serverIdentifier) !== undefined;
  if (configured && !selecting) return { address: formatIPv4(ciaddr), port: ports.clientPort };
  return { address: '255.255.255.255', port: ports.clientPort };
}
