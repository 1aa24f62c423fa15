const ETHERNET_HEADER = 14;
const IPV4 = 0x0800;
const FRAGMENT = 0x3fff;
const TCP = 6;
const UDP = 17;
const SYN = 2;

/** A UDP datagram or TCP segment with its ends, each `ADDRESS:PORT`. */
export interface Packet {
  readonly source: string;
  readonly target: string;
  readonly sourcePort: number;
  readonly targetPort: number;
  readonly payload: Buffer;
  /** Of a TCP segment. */
  readonly tcp?: { readonly sequence: number; readonly syn: boolean };
}

/** Undefined for what is neither UDP nor TCP over IPv4. Boot clients take blocks that fit a frame: fragments are none of theirs. */
export function packetOf(frame: Buffer): Packet | undefined {
  if (frame.length < ETHERNET_HEADER + 20 || frame.readUInt16BE(12) !== IPV4) return undefined;
  const ip = frame.subarray(ETHERNET_HEADER, ETHERNET_HEADER + frame.readUInt16BE(ETHERNET_HEADER + 2));
  const protocol = ip.readUInt8(9);
  if ((protocol !== UDP && protocol !== TCP) || (ip.readUInt16BE(6) & FRAGMENT) !== 0) return undefined;
  const data = ip.subarray((ip.readUInt8(0) & 15) * 4);
  const [sourcePort, targetPort] = [data.readUInt16BE(0), data.readUInt16BE(2)];
  const ends = {
    source: `${ip.subarray(12, 16).join('.')}:${sourcePort}`,
    target: `${ip.subarray(16, 20).join('.')}:${targetPort}`,
    sourcePort,
    targetPort,
  };
  if (protocol === UDP) return { ...ends, payload: data.subarray(8) };
  return {
    ...ends,
    payload: data.subarray((data.readUInt8(12) >> 4) * 4),
    tcp: { sequence: data.readUInt32BE(4), syn: (data.readUInt8(13) & SYN) !== 0 },
  };
}
