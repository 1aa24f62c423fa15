import { randomBytes, randomInt } from 'node:crypto';
import {
  BOOTREQUEST,
  type DhcpMessage,
  encodeDhcp,
  formatMac,
  macToBytes,
  OPTIONS,
  parseIPv4,
  writeOption,
} from '@muster/wire';

const CHADDR_OFFSET = 28;
const OPTIONS_OFFSET = 240;

/** A locally administered address that no machine has. */
export function strangerMac(): string {
  return formatMac(Uint8Array.of(0x02, 0x4d, ...randomBytes(4)));
}

export function newXid(): number {
  return randomInt(1, 2 ** 32);
}

/** What a client puts into a packet; addresses are texts. */
export interface ClientFacts {
  readonly mac: string;
  readonly xid?: number;
  /** Option 53; a BOOTP request without it. */
  readonly type?: number;
  readonly flags?: number;
  readonly secs?: number;
  readonly ciaddr?: string;
  /** Option 50. */
  readonly requested?: string;
  /** Option 54. */
  readonly server?: string;
  /** Option 55; subnet mask, router, name servers, host name and domain unless given. */
  readonly parameters?: readonly number[];
  readonly options?: Iterable<readonly [number, Uint8Array]>;
}

const PARAMETERS = [1, 3, 6, 12, 15, 28];

/** A packet of a client that is not booting from the network. */
export function clientPacket(facts: ClientFacts): Uint8Array {
  const chaddr = octetsOf(facts.mac);
  const message: DhcpMessage = {
    op: BOOTREQUEST,
    htype: 1,
    hlen: chaddr.length,
    hops: 0,
    xid: facts.xid ?? newXid(),
    secs: facts.secs ?? 0,
    flags: facts.flags ?? 0,
    ciaddr: numberOf(facts.ciaddr),
    yiaddr: 0,
    siaddr: 0,
    giaddr: 0,
    chaddr,
    sname: '',
    file: '',
    options: new Map(),
  };
  if (facts.type !== undefined) {
    writeOption(message, OPTIONS.messageType, facts.type);
    writeOption(message, OPTIONS.parameterRequestList, [...(facts.parameters ?? PARAMETERS)]);
  }
  if (facts.requested !== undefined) writeOption(message, OPTIONS.requestedAddress, numberOf(facts.requested));
  if (facts.server !== undefined) writeOption(message, OPTIONS.serverIdentifier, numberOf(facts.server));
  for (const [code, value] of facts.options ?? []) message.options.set(code, value);
  return encodeDhcp(message);
}

/** Fields of a recorded packet that are another machine's. */
export interface MachineFacts {
  readonly mac: string;
  readonly xid: number;
  /** Option 50. */
  readonly requested?: string;
  /** Option 54. */
  readonly server?: string;
}

/** The same packet from another machine: octets are replaced in place, so that all else stays as firmware sent it. */
export function asMachine(recorded: Uint8Array, { mac, xid, requested, server }: MachineFacts): Uint8Array {
  const packet = Uint8Array.from(recorded);
  const chaddr = octetsOf(mac);
  new DataView(packet.buffer).setUint32(4, xid);
  packet.set(chaddr, CHADDR_OFFSET);
  const identifier = optionIn(packet, 61);
  // 01+MAC; a DUID stays: one machine has one.
  if (identifier?.length === 7 && identifier[0] === 1) identifier.set(chaddr, 1);
  // Another machine has another UUID, or it would be a node found by that.
  const uuid = optionIn(packet, OPTIONS.machineUuid.code);
  if (uuid?.length === 17) uuid.set(chaddr, 11);
  for (const [code, address] of [
    [50, requested],
    [54, server],
  ] as const) {
    const value = optionIn(packet, code);
    if (address !== undefined && value?.length === 4)
      value.set(OPTIONS.requestedAddress.type.encode(numberOf(address)));
  }
  return packet;
}

/** The packet with fields of the BOOTP header replaced; one that ends before them stays as it is. */
export function withHeader(
  packet: Uint8Array,
  fields: { readonly giaddr?: string; readonly flags?: number },
): Uint8Array {
  if (packet.length < CHADDR_OFFSET) return packet;
  const changed = Uint8Array.from(packet);
  const view = new DataView(changed.buffer);
  if (fields.giaddr !== undefined) {
    view.setUint32(24, numberOf(fields.giaddr));
    view.setUint8(3, 1);
  }
  if (fields.flags !== undefined) view.setUint16(10, fields.flags);
  return changed;
}

/** The packet with an option put before its End. */
export function withOption(packet: Uint8Array, code: number, value: Uint8Array): Uint8Array {
  const end = endOf(packet);
  const option = [code, value.length, ...value];
  return Uint8Array.from([...packet.subarray(0, end), ...option, ...packet.subarray(end)]);
}

/** A view of an option's value where it stands in the options field. */
function optionIn(packet: Uint8Array, wanted: number): Uint8Array | undefined {
  for (const { code, value } of optionsOf(packet)) if (code === wanted) return value;
  return undefined;
}

function endOf(packet: Uint8Array): number {
  let end = OPTIONS_OFFSET;
  for (const { next } of optionsOf(packet)) end = next;
  return end;
}

function* optionsOf(packet: Uint8Array): Generator<{ code: number; value: Uint8Array; next: number }> {
  let offset = OPTIONS_OFFSET;
  while (offset + 1 < packet.length && packet[offset] !== 255) {
    const code = packet[offset] ?? 0;
    if (code === 0) {
      offset += 1;
      continue;
    }
    const next = offset + 2 + (packet[offset + 1] ?? 0);
    yield { code, value: packet.subarray(offset + 2, next), next };
    offset = next;
  }
}

function octetsOf(mac: string): Uint8Array {
  const octets = macToBytes(mac);
  if (octets === undefined) throw new TypeError(`${mac} is no hardware address`);
  return octets;
}

export function numberOf(address: string | undefined): number {
  if (address === undefined) return 0;
  const number = parseIPv4(address);
  if (number === undefined) throw new TypeError(`${address} is no IPv4 address`);
  return number;
}
