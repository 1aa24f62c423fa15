import { classifyDhcp, type DhcpMessage, decodeDhcp, formatMac, MessageType, OPTIONS, readOption } from '@muster/wire';
import { framesOf } from '../../helpers/capture/frames.ts';
import { packetOf } from '../../helpers/capture/packet.ts';

const DHCP_SERVER = 67;

/** One client's way to an address, as it went over the wire. */
export interface RecordedExchange {
  readonly classId: string | undefined;
  readonly discover: Uint8Array;
  readonly request: Uint8Array;
}

/**
 * The exchanges of the machine with this MAC, in order: firmware, then what it loaded. A client asks several times with one
 * `xid`; its first DISCOVER and first REQUEST stand for it.
 */
export async function exchangesOf(file: string, mac: string): Promise<readonly RecordedExchange[]> {
  const discovers = new Map<number, Uint8Array>();
  const exchanges: RecordedExchange[] = [];
  for await (const frame of framesOf(file)) {
    const packet = packetOf(frame);
    if (packet?.targetPort !== DHCP_SERVER) continue;
    const payload = Uint8Array.from(packet.payload);
    const message = messageOf(payload, mac);
    if (message === undefined) continue;
    const type = readOption(message, OPTIONS.messageType);
    if (type === MessageType.DISCOVER && !discovers.has(message.xid)) discovers.set(message.xid, payload);
    const discover = discovers.get(message.xid);
    if (type !== MessageType.REQUEST || discover === undefined) continue;
    discovers.delete(message.xid);
    exchanges.push({ classId: classifyDhcp(message)?.id, discover, request: payload });
  }
  return exchanges;
}

function messageOf(payload: Uint8Array, mac: string): DhcpMessage | undefined {
  const decoded = decodeDhcp(payload);
  return decoded.ok && formatMac(decoded.message.chaddr) === mac ? decoded.message : undefined;
}
