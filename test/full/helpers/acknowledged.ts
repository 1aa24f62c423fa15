import { decodeDhcp, formatIPv4, formatMac, MessageType, OPTIONS, readOption } from '@muster/wire';
import { seenIn } from '../../helpers/capture/frames.ts';
import { packetOf } from '../../helpers/capture/packet.ts';

/** An address that went out to a machine in an ACK. */
export interface Acknowledged {
  /** Milliseconds since the epoch, when the ACK left the server. */
  readonly time: number;
  readonly address: string;
  readonly mac: string;
  /** Option 51, seconds. */
  readonly leaseSeconds: number;
}

const SERVER_PORT = 67;

/** All ACKs in a capture at the server, in the order in which they left. */
export async function acknowledgedIn(file: string): Promise<readonly Acknowledged[]> {
  const all: Acknowledged[] = [];
  for await (const { time, frame } of seenIn(file)) {
    const packet = packetOf(frame);
    if (packet?.sourcePort !== SERVER_PORT) continue;
    const decoded = decodeDhcp(Uint8Array.from(packet.payload));
    if (!decoded.ok || readOption(decoded.message, OPTIONS.messageType) !== MessageType.ACK) continue;
    const { yiaddr, chaddr } = decoded.message;
    const leaseSeconds = readOption(decoded.message, OPTIONS.leaseTime) ?? 0;
    all.push({ time, address: formatIPv4(yiaddr), mac: formatMac(chaddr), leaseSeconds });
  }
  return all;
}

/** One address that two machines had at once. */
export interface Doubled {
  readonly first: Acknowledged;
  readonly second: Acknowledged;
}

/** `slackMs`: the time an ACK may have taken from the server's clock to the wire. */
export function doubled(all: readonly Acknowledged[], slackMs: number): readonly Doubled[] {
  const holders = new Map<string, Acknowledged>();
  const found: Doubled[] = [];
  for (const second of all) {
    const first = holders.get(second.address);
    holders.set(second.address, second);
    if (first !== undefined && first.mac !== second.mac && isActive(first, second.time + slackMs))
      found.push({ first, second });
  }
  return found;
}

/** The last ACK of every address that left before `time` and whose lease was in force then. */
export function inForce(all: readonly Acknowledged[], time: number, slackMs: number): readonly Acknowledged[] {
  const last = new Map(all.filter((one) => one.time <= time).map((one) => [one.address, one]));
  return [...last.values()].filter((one) => isActive(one, time + slackMs));
}

function isActive({ time, leaseSeconds }: Acknowledged, at: number): boolean {
  return time + leaseSeconds * 1000 > at;
}
