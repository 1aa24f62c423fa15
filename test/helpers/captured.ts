import { type DhcpMessage, decodeDhcp } from '@muster/wire';
import type { Fetched, Transfer } from './capture/fetched.ts';
import { framesOf } from './capture/frames.ts';
import { HttpConnection } from './capture/http-connection.ts';
import { type Packet, packetOf } from './capture/packet.ts';
import { TftpTransfers } from './capture/tftp-transfers.ts';

export type { Fetched } from './capture/fetched.ts';

/** What a server sent to one machine, out of a pcap file. */
export interface Captured {
  readonly offers: readonly DhcpMessage[];
  /** In the order in which the answers began. */
  readonly fetched: readonly Fetched[];
}

const DHCP_SERVER = 67;
const OFFER = 2;

/** Reads a capture of the wire at the server. `httpPort` is that of the HTTP server. */
export async function readCapture(file: string, mac: string, httpPort: number): Promise<Captured> {
  const offers: DhcpMessage[] = [];
  const transfers: Transfer[] = [];
  const tftp = new TftpTransfers(transfers);
  const connections = new Connections(transfers, httpPort);
  for await (const frame of framesOf(file)) {
    const packet = packetOf(frame);
    if (packet === undefined) continue;
    if (packet.tcp !== undefined) connections.push(packet);
    else if (packet.sourcePort === DHCP_SERVER) offers.push(...offersIn(packet.payload, mac));
    else tftp.push(packet);
  }
  return { offers, fetched: transfers.map((transfer) => transfer.end()) };
}

/** A message keeps views of what it was read from, which is a copy here. */
function offersIn(payload: Buffer, mac: string): DhcpMessage[] {
  const decoded = decodeDhcp(Buffer.from(payload));
  if (!decoded.ok || decoded.message.options.get(53)?.[0] !== OFFER) return [];
  const chaddr = Buffer.from(decoded.message.chaddr).toString('hex');
  return chaddr === mac.replaceAll(':', '') ? [decoded.message] : [];
}

/** Connections by the client's end. GRUB uses port 21550 again and again: each SYN after a request begins another one. */
class Connections {
  readonly #transfers: Transfer[];
  readonly #port: number;
  readonly #running = new Map<string, HttpConnection>();

  constructor(transfers: Transfer[], port: number) {
    this.#transfers = transfers;
    this.#port = port;
  }

  push({ source, target, sourcePort, targetPort, payload, tcp }: Packet): void {
    if (tcp === undefined || (sourcePort !== this.#port && targetPort !== this.#port)) return;
    const asks = targetPort === this.#port;
    const client = asks ? source : target;
    let connection = this.#running.get(client);
    if (connection === undefined || (asks && tcp.syn && connection.requests.delivered)) {
      connection = new HttpConnection(this.#transfers);
      this.#running.set(client, connection);
    }
    const stream = asks ? connection.requests : connection.answers;
    if (tcp.syn) stream.start(tcp.sequence);
    else stream.push(tcp.sequence, payload);
  }
}
