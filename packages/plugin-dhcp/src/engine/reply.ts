import {
  BROADCAST_FLAG,
  type DhcpMessage,
  IpxeSuboption,
  MessageType,
  maxDhcpPayload,
  OPTIONS,
  replyTo,
  writeOption,
} from '@muster/wire';
import type { ServedNetwork } from '../network.ts';
import type { Answer } from './answer.ts';
import type { BootAnswer } from './boot-file.ts';
import type { Exchange } from './exchange.ts';
import { type Draft, type EncodedReply, encodeFitting } from './fit.ts';
import { requestedOptions } from './requested-options.ts';

/** A BOOTP client takes 300 octets unless it says more (RFC 951 §3). */
const BOOTP_SIZE = 300;

/** iPXE waits 3 s for the offer of a proxyDHCP server unless it is told that there is none. */
const NO_PROXY_DHCP = OPTIONS.ipxe.type.encode(new Map([[IpxeSuboption.noPxeDhcp, Uint8Array.of(1)]]));

const TYPES = {
  offer: Uint8Array.of(MessageType.OFFER),
  ack: Uint8Array.of(MessageType.ACK),
  inform: Uint8Array.of(MessageType.ACK),
  nak: Uint8Array.of(MessageType.NAK),
};

/** The encoded answer, or undefined when the client's limit is too small for what it has to hold. */
export function encodeReply(
  exchange: Exchange,
  answer: Answer,
  boot: BootAnswer | undefined,
): EncodedReply | undefined {
  const size = { maxSize: sizeFor(exchange.message, answer), overload: fieldsFor(answer, boot), allocate };
  return encodeFitting(draftFor(exchange, answer, boot), size);
}

function allocate(size: number): Uint8Array {
  const { buffer, byteOffset } = Buffer.allocUnsafe(size);
  return new Uint8Array(buffer, byteOffset, size);
}

export function networkOfAnswer(answer: Answer): ServedNetwork {
  return 'grant' in answer ? answer.grant.network : answer.network;
}

function draftFor(exchange: Exchange, answer: Answer, boot: BootAnswer | undefined): Draft {
  const { message } = exchange;
  const reply = replyTo(message);
  if (answer.kind !== 'bootp') {
    // No option of DHCP alone is for a BOOTP client (RFC 1534 §2).
    reply.options.set(OPTIONS.messageType.code, TYPES[answer.kind]);
    reply.options.set(OPTIONS.serverIdentifier.code, networkOfAnswer(answer).identifier);
  }
  if (answer.kind === 'nak') {
    // The relay is to broadcast it: the client has no usable address (RFC 2131 §4.3.2).
    if (message.giaddr !== 0) reply.flags |= BROADCAST_FLAG;
    writeOption(reply, OPTIONS.message, answer.why);
    return { reply, dispensable: () => [OPTIONS.message.code] };
  }
  if ('grant' in answer) {
    reply.yiaddr = answer.grant.address;
    if (answer.kind !== 'bootp') addAll(reply, answer.grant.times);
  }
  if (answer.kind !== 'offer') reply.ciaddr = message.ciaddr;
  const told = requestedOptions(message, 'grant' in answer ? answer.grant.options : answer.options);
  addAll(reply, told);
  if (boot !== undefined) addBootFile(reply, message, boot);
  addFirmwareOptions(reply, message);
  return { reply, dispensable: () => dispensableOf(told, boot) };
}

function addAll({ options }: DhcpMessage, added: ReadonlyMap<number, Uint8Array>): void {
  added.forEach((value, code) => {
    options.set(code, value);
  });
}

function addBootFile(reply: DhcpMessage, request: DhcpMessage, boot: BootAnswer): void {
  // Old ROMs and shim read the BOOTP fields only, UEFI the options first: fill both.
  reply.siaddr = boot.siaddr;
  reply.file = boot.file;
  const { parameterRequestList, tftpServerAddresses } = OPTIONS;
  const asked = request.options.get(parameterRequestList.code)?.includes(tftpServerAddresses.code) === true;
  if (asked && boot.siaddr !== 0 && !reply.options.has(tftpServerAddresses.code)) {
    writeOption(reply, tftpServerAddresses, [boot.siaddr]);
  }
  addAll(reply, boot.options);
}

function addFirmwareOptions(reply: DhcpMessage, request: DhcpMessage): void {
  // RFC 4578 §2.3: a PXE client's machine identifier comes back in the answer.
  const uuid = request.options.get(OPTIONS.machineUuid.code);
  if (uuid !== undefined) reply.options.set(OPTIONS.machineUuid.code, uuid);
  const { code } = OPTIONS.ipxe;
  if (request.options.has(code) && !reply.options.has(code)) reply.options.set(code, NO_PROXY_DHCP);
}

/** The client asked for the first of its list the most (RFC 2132 §9.8). */
function dispensableOf(told: ReadonlyMap<number, Uint8Array>, boot: BootAnswer | undefined): readonly number[] {
  const { subnetMask, tftpServerName, machineUuid } = OPTIONS;
  const asked = [...told.keys()].filter((code) => code !== subnetMask.code && boot?.options.has(code) !== true);
  return [...asked.reverse(), tftpServerName.code, machineUuid.code];
}

/** A BOOTP client knows no option 52, and firmware such as iPXE reads a boot file name in `file` whatever option 52 says. */
function fieldsFor({ kind }: Answer, boot: BootAnswer | undefined): readonly ('file' | 'sname')[] {
  if (kind === 'bootp') return [];
  return boot === undefined ? ['file', 'sname'] : ['sname'];
}

function sizeFor(request: DhcpMessage, { kind }: Answer): number {
  return kind === 'bootp' && !request.options.has(OPTIONS.maxMessageSize.code) ? BOOTP_SIZE : maxDhcpPayload(request);
}
