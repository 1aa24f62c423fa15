import { readFile } from 'node:fs/promises';
import { type DhcpMessage, decodeDhcp } from '@muster/wire';

/** A GET that went over the wire, and the body it was answered with. */
export interface CapturedGet {
  readonly target: string;
  readonly body: Buffer;
}

/** What a server sent to one machine, out of a pcap file. */
export interface Captured {
  readonly offers: readonly DhcpMessage[];
  readonly gets: readonly CapturedGet[];
}

interface Segment {
  readonly stream: string;
  readonly sequence: number;
  readonly payload: Buffer;
}

const OFFER = 2;
const ETHERNET = 14;

/** Reads a pcap file (pcap-savefile(5), Ethernet, little-endian). `port` is that of the HTTP server. */
export async function readCapture(file: string, mac: string, port: number): Promise<Captured> {
  const capture = await readFile(file);
  const offers: DhcpMessage[] = [];
  const segments: Segment[] = [];
  for (let at = 24; at + 16 <= capture.length; ) {
    const length = capture.readUInt32LE(at + 8);
    const frame = capture.subarray(at + 16, at + 16 + length);
    at += 16 + length;
    if (frame.length < ETHERNET + 20 || frame.readUInt16BE(12) !== 0x0800) continue;
    const ip = frame.subarray(ETHERNET, ETHERNET + frame.readUInt16BE(ETHERNET + 2));
    const data = ip.subarray((ip.readUInt8(0) & 15) * 4);
    if (ip.readUInt8(9) === 17 && data.readUInt16BE(0) === 67) {
      const decoded = decodeDhcp(data.subarray(8));
      if (decoded.ok && isOffer(decoded.message, mac)) offers.push(decoded.message);
    }
    if (ip.readUInt8(9) === 6) segments.push(segmentOf(ip, data));
  }
  return { offers, gets: getsOf(segments, port) };
}

function isOffer(message: DhcpMessage, mac: string): boolean {
  return (
    message.options.get(53)?.[0] === OFFER && Buffer.from(message.chaddr).toString('hex') === mac.replaceAll(':', '')
  );
}

function segmentOf(ip: Buffer, tcp: Buffer): Segment {
  const ends = [ip.subarray(12, 16).join('.'), tcp.readUInt16BE(0), ip.subarray(16, 20).join('.'), tcp.readUInt16BE(2)];
  return {
    stream: ends.join(' '),
    sequence: tcp.readUInt32BE(4),
    payload: tcp.subarray((tcp.readUInt8(12) >> 4) * 4),
  };
}

/** Each connection's request beside its answer; boot firmware sends one request after the other. */
function getsOf(segments: readonly Segment[], port: number): CapturedGet[] {
  const streams = new Map<string, Buffer>();
  for (const stream of new Set(segments.map((segment) => segment.stream))) {
    streams.set(stream, joined(segments.filter((segment) => segment.stream === stream)));
  }
  return [...streams].flatMap(([stream, requests]) => {
    const [source, sourcePort, target, targetPort] = stream.split(' ');
    if (targetPort !== String(port)) return [];
    const answers = streams.get([target, targetPort, source, sourcePort].join(' ')) ?? Buffer.alloc(0);
    const targets = [...requests.toString('latin1').matchAll(/^GET (\S+) HTTP/gm)].map(([, path = '']) => path);
    return bodiesOf(answers).map((body, index) => ({ target: targets[index] ?? '', body }));
  });
}

/** Bytes in the order of their sequence numbers, those sent twice once. */
function joined(segments: readonly Segment[]): Buffer {
  const ordered = segments.filter(({ payload }) => payload.length > 0).sort((a, b) => a.sequence - b.sequence);
  const pieces: Buffer[] = [];
  let next = ordered[0]?.sequence ?? 0;
  for (const { sequence, payload } of ordered) {
    const known = next - sequence;
    if (known >= payload.length) continue;
    pieces.push(payload.subarray(Math.max(0, known)));
    next = sequence + payload.length;
  }
  return Buffer.concat(pieces);
}

function bodiesOf(answers: Buffer): Buffer[] {
  const bodies: Buffer[] = [];
  for (let at = 0; at < answers.length; ) {
    const end = answers.indexOf('\r\n\r\n', at);
    if (end < 0) break;
    const length = Number(/^Content-Length: (\d+)/m.exec(answers.toString('latin1', at, end))?.[1] ?? 0);
    bodies.push(answers.subarray(end + 4, end + 4 + length));
    at = end + 4 + length;
  }
  return bodies;
}
