import { type DhcpMessage, formatIPv4, MessageType, OPTIONS, parseRange, readOption } from '@muster/wire';
import type { BackendNetwork } from './backend.ts';
import { type ClientFacts, clientPacket, newXid, numberOf } from './client-packet.ts';
import { ConformanceFailure, expectSame } from './failure.ts';
import type { Heard, Seat } from './seat.ts';

const { DISCOVER, REQUEST, OFFER, ACK, NAK } = MessageType;
const NAK_CAME = 'a NAK';
const TRIES = 10;

/** An address that a client of the suite got. */
export interface Lease {
  readonly address: string;
  /** Option 54 of the offer. */
  readonly server: string;
  readonly offer: Heard;
  readonly ack: Heard;
}

/** The OFFER to a DISCOVER of this client. */
export async function discover(seat: Seat, facts: ClientFacts): Promise<Heard> {
  return await seat.ask(clientPacket({ type: DISCOVER, ...facts }), [OFFER]);
}

/** DISCOVER, OFFER, REQUEST, ACK. */
export async function obtain(seat: Seat, facts: ClientFacts): Promise<Lease> {
  const xid = newXid();
  const offer = await discover(seat, { ...facts, xid });
  const address = addressIn(offer);
  const server = serverIn(offer.message);
  const requesting = clientPacket({ ...facts, type: REQUEST, xid, requested: address, ...(server && { server }) });
  const ack = await acknowledged(seat, requesting);
  expectSame('the address offered, in the ACK: yiaddr', address, addressIn(ack), {
    sent: requesting,
    received: ack.packet,
  });
  return { address, server: server ?? '', offer, ack };
}

/** As {@link obtain}, but begins again after a NAK, as clients do: a server need not hold what it offers (RFC 2131 §4.3.1). */
export async function obtainAnyhow(seat: Seat, facts: ClientFacts): Promise<Lease> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await obtain(seat, facts);
    } catch (error) {
      if (!(error instanceof ConformanceFailure) || error.got !== NAK_CAME || tries === TRIES) throw error;
    }
  }
}

/** @throws ConformanceFailure for a NAK as well as for silence. */
export async function acknowledged(seat: Seat, packet: Uint8Array): Promise<Heard> {
  const answer = await seat.ask(packet, [ACK, NAK]);
  if (readOption(answer.message, OPTIONS.messageType) === ACK) return answer;
  throw new ConformanceFailure({ expected: 'an ACK', got: NAK_CAME, sent: packet, received: answer.packet });
}

/** @throws ConformanceFailure when the backend acknowledges it; a NAK and silence are both right. */
export async function notAcknowledged(seat: Seat, packet: Uint8Array, expected: string): Promise<void> {
  const answers = await seat.answersTo(packet);
  const ack = answers.find(({ message }) => readOption(message, OPTIONS.messageType) === ACK);
  if (ack === undefined) return;
  throw new ConformanceFailure({ expected, got: 'an ACK', sent: packet, received: ack.packet });
}

export function addressIn({ message }: Heard): string {
  return formatIPv4(message.yiaddr);
}

export function serverIn(message: DhcpMessage): string | undefined {
  const server = readOption(message, OPTIONS.serverIdentifier);
  return server === undefined ? undefined : formatIPv4(server);
}

/** @throws ConformanceFailure unless the answer's yiaddr is of the network's pool. */
export function expectInPool({ pool = '' }: BackendNetwork, heard: Heard, sent?: Uint8Array): void {
  const range = parseRange(pool);
  const { yiaddr } = heard.message;
  if (range !== undefined && yiaddr >= range.first && yiaddr <= range.last) return;
  throw new ConformanceFailure({
    expected: `yiaddr of the pool ${pool}`,
    got: `yiaddr ${addressIn(heard)}`,
    sent,
    received: heard.packet,
  });
}

/** Gives a stranger's address back, so that pools last. */
export function release(seat: Seat, mac: string, { address, server }: Pick<Lease, 'address' | 'server'>): void {
  seat.tell(clientPacket({ type: MessageType.RELEASE, mac, ciaddr: address, server }));
}

/** The first address of a network that is neither of its pool nor of a node, a relay's or the server's. */
export function unusedAddress({ cidr, pool = '', ...network }: BackendNetwork, taken: readonly string[]): string {
  const range = parseRange(pool);
  const first = numberOf(cidr.split('/')[0]);
  const used = new Set([network.server, network.relay, network.wire, network.gateway, ...taken]);
  for (let address = first + 2; ; address += 1) {
    const text = formatIPv4(address);
    const pooled = range !== undefined && address >= range.first && address <= range.last;
    if (!pooled && !used.has(text)) return text;
  }
}
