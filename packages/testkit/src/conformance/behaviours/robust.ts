import { createHash } from 'node:crypto';
import type { Behaviour } from '../behaviour.ts';
import { asMachine, newXid, strangerMac, withOption } from '../client-packet.ts';
import { ConformanceFailure } from '../failure.ts';
import type { FirmwareFixture } from '../fixture.ts';
import type { Tools } from '../tools.ts';

/** Packets sent between two questions whether the backend still answers. */
const BATCH = 16;
const DAMAGED = 12;
const OPTIONS_OFFSET = 240;

/** Hostile and unlucky packets. */
export const robustBehaviours: readonly Behaviour[] = [
  {
    id: 'robust/truncated',
    title: 'goes on when packets end anywhere',
    source: 'RFC 2131 §2; packets of the network may be anything',
    check: (tools) => survives(tools, tools.fixtures.flatMap(truncated)),
  },
  {
    id: 'robust/malformed',
    title: 'goes on when fields and options lie about their lengths',
    source: 'RFC 2131 §2, RFC 2132 §2',
    check: (tools) => survives(tools, tools.fixtures.flatMap(malformed)),
  },
  {
    id: 'robust/damaged',
    title: 'goes on when octets of real packets are others',
    source: 'packets recorded from real firmware, damaged in the same way each time',
    check: (tools) => survives(tools, tools.fixtures.flatMap(damaged)),
  },
];

async function survives(tools: Tools, packets: readonly Uint8Array[]): Promise<void> {
  const seat = await tools.seat();
  const mac = strangerMac();
  for (let start = 0; start < packets.length; start += BATCH) {
    const batch = packets.slice(start, start + BATCH);
    for (const packet of batch) seat.tell(ofOneMachine(packet, mac));
    try {
      await seat.isAnswered();
    } catch (error) {
      const octets = batch.map((packet) => Buffer.from(packet).toString('hex')).join('\n         ');
      throw new ConformanceFailure({
        expected: 'an answer to a good packet after these',
        got: `${error instanceof Error ? error.message : String(error)}\nafter    ${octets}`,
      });
    }
  }
}

/** All from one stranger, or a pool would run dry. */
function ofOneMachine(packet: Uint8Array, mac: string): Uint8Array {
  return packet.length < OPTIONS_OFFSET ? packet : asMachine(packet, { mac, xid: newXid() });
}

function truncated({ discover }: FirmwareFixture): Uint8Array[] {
  const lengths = [0, 1, 27, 28, 43, 44, 107, 108, 235, 236, 237, 239, 240, 241, 242, 243, 245, 250, 260, 275, 290];
  return lengths.filter((length) => length < discover.length).map((length) => discover.slice(0, length));
}

function malformed({ discover }: FirmwareFixture): Uint8Array[] {
  const header = (offset: number, ...octets: number[]): Uint8Array => {
    const packet = Uint8Array.from(discover);
    packet.set(octets, offset);
    return packet;
  };
  const empty = [12, 50, 53, 54, 55, 57, 60, 61, 77, 82, 93, 94, 97, 175].map((code) =>
    withOption(discover, code, new Uint8Array()),
  );
  return [
    header(0, 3),
    header(1, 0, 0),
    header(2, 255),
    header(236, 0, 0, 0, 0),
    header(236, 1, 2, 3, 4),
    // An option that says it is longer than the packet, first and last.
    header(OPTIONS_OFFSET + 1, 255),
    withOption(discover, 12, new Uint8Array(255).fill(0x41)),
    Uint8Array.from([...discover.subarray(0, OPTIONS_OFFSET), 53, 1, 1, 61, 200, 1, 2]),
    // Overload (52) into file and sname, which hold an option that runs over their end.
    withOption(header(44, 12, 255), 52, Uint8Array.of(3)),
    withOption(discover, 82, Uint8Array.of(1, 255, 1)),
    withOption(discover, 93, Uint8Array.of(0)),
    withOption(discover, 97, Uint8Array.of(0, 1, 2)),
    withOption(discover, 55, new Uint8Array(255).fill(1)),
    withOption(discover, 77, Uint8Array.of(200, 0x69)),
    ...empty,
  ];
}

/** Octets behind the header, by a hash of where and how often: the same for everybody who runs the suite. */
function damaged({ name, discover, request }: FirmwareFixture): Uint8Array[] {
  return [discover, request].flatMap((packet, which) =>
    Array.from({ length: DAMAGED }, (_, round) => {
      const changed = Uint8Array.from(packet);
      const noise = createHash('sha256').update(`${name} ${which} ${round}`).digest();
      for (let at = 0; at < 9; at += 3) {
        const [high = 0, low = 0, value = 0] = noise.subarray(at, at + 3);
        const offset = OPTIONS_OFFSET + ((high * 256 + low) % (packet.length - OPTIONS_OFFSET));
        changed[offset] = value;
      }
      return changed;
    }),
  );
}
