import { createReadStream } from 'node:fs';

const FILE_HEADER = 24;
const RECORD_HEADER = 16;
const LITTLE_ENDIAN = 0xa1b2c3d4;
const PIECE = 1 << 20;

/** A frame as it was seen. */
export interface Seen {
  /** Milliseconds since the epoch, to the microsecond. */
  readonly time: number;
  readonly frame: Buffer;
}

/** The frames of a pcap file, without their times: see {@link seenIn}. */
export async function* framesOf(file: string): AsyncGenerator<Buffer> {
  for await (const { frame } of seenIn(file)) yield frame;
}

/**
 * The frames of a pcap file (pcap-savefile(5), little-endian as this machine writes it), one after the other: the file may
 * be larger than memory. A frame is a view that holds until the next one is asked for.
 */
export async function* seenIn(file: string): AsyncGenerator<Seen> {
  let rest: Buffer = Buffer.alloc(0);
  let begun = false;
  for await (const piece of createReadStream(file, { highWaterMark: PIECE }) as AsyncIterable<Buffer>) {
    rest = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    if (!begun) {
      if (rest.length < FILE_HEADER) continue;
      if (rest.readUInt32LE(0) !== LITTLE_ENDIAN) throw new Error(`${file} is no pcap file of this machine`);
      rest = rest.subarray(FILE_HEADER);
      begun = true;
    }
    while (rest.length >= RECORD_HEADER) {
      const [kept, sent] = [rest.readUInt32LE(8), rest.readUInt32LE(12)];
      if (kept !== sent) throw new Error(`${file} has ${kept} of a frame's ${sent} octets`);
      if (rest.length < RECORD_HEADER + kept) break;
      const time = rest.readUInt32LE(0) * 1000 + rest.readUInt32LE(4) / 1000;
      yield { time, frame: rest.subarray(RECORD_HEADER, RECORD_HEADER + kept) };
      rest = rest.subarray(RECORD_HEADER + kept);
    }
  }
}
