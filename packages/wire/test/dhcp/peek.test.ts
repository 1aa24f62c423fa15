import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeDhcp, encodeDhcp, OPTIONS, peekDhcp, readOption } from '../../src/index.ts';
import { FIRMWARE } from '../fixtures/firmware.ts';
import { mutated, octets, RUNS } from '../fuzz.ts';
import { messageOf } from './messages.ts';

describe('peeking into a packet', () => {
  it.each(FIRMWARE)('sees type, xid and chaddr of $name', ({ packet, type }) => {
    const seen = peekDhcp(packet);
    expect(seen).toMatchObject({ op: 1, type, xid: new DataView(packet.buffer).getUint32(4) });
    expect(Buffer.from(seen?.chaddr ?? []).toString('hex')).toBe('525400123456');
  });

  it('sees no type in BOOTP', () => {
    expect(peekDhcp(encodeDhcp(messageOf({ op: 1 })))).toMatchObject({ type: undefined, xid: 0x12345678 });
    expect(peekDhcp(new Uint8Array(236).fill(1, 0, 1))).toMatchObject({ type: undefined });
  });

  it('never throws, and agrees with the decoder where both read the packet', () => {
    const samples = FIRMWARE.map(({ packet }) => packet);
    fc.assert(
      fc.property(fc.oneof(octets(400), mutated(samples)), (packet) => {
        const seen = peekDhcp(packet);
        const result = decodeDhcp(packet);
        if (!result.ok) return;
        expect(seen).toMatchObject({ op: result.message.op, xid: result.message.xid, chaddr: result.message.chaddr });
        // A repeated option 53 is malformed for the decoder, while a peek stops at its first part.
        const type = readOption(result.message, OPTIONS.messageType);
        if (type !== undefined && !result.message.options.has(52)) expect([type, undefined]).toContain(seen?.type);
      }),
      { numRuns: RUNS },
    );
  });
});
