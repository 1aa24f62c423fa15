import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeDhcp, encodeDhcp } from '../../src/index.ts';
import { codeOf, RUNS } from '../fuzz.ts';
import { anyMessage, messageOf } from './messages.ts';

const BOTH = ['file', 'sname'] as const;
const filled = (length: number, octet: number): Uint8Array => new Uint8Array(length).fill(octet);

/** Code and length of the options from `start` to the End. */
function optionsAt(packet: Uint8Array, start: number): [number, number][] {
  const found: [number, number][] = [];
  for (let offset = start; packet[offset] !== 255; offset += 2 + (packet[offset + 1] ?? 0)) {
    found.push([packet[offset] ?? 0, packet[offset + 1] ?? 0]);
  }
  return found;
}

describe('option overload', () => {
  it('moves what the options field has no room for to file, then to sname', () => {
    const options = new Map([
      [53, Uint8Array.of(2)],
      [82, filled(20, 82)],
      [43, filled(200, 43)],
      [119, filled(110, 119)],
      [15, filled(60, 15)],
    ]);
    const packet = encodeDhcp(messageOf({ options }), { maxSize: 548, overload: BOTH });
    expect(packet.length).toBe(548);
    expect(optionsAt(packet, 240)).toEqual([
      [53, 1],
      [43, 200],
      [15, 60],
      [52, 1],
      [82, 20],
    ]);
    expect(optionsAt(packet, 108)).toEqual([[119, 110]]);
    expect(packet[44]).toBe(0);
    expect(decodeDhcp(packet)).toEqual({ ok: true, message: messageOf({ options }) });
  });

  it('splits an option that no field has room for, its parts in the order they are read', () => {
    const value = Uint8Array.from({ length: 450 }, (_, index) => index % 256);
    const packet = encodeDhcp(messageOf({ options: new Map([[119, value]]) }), { maxSize: 548, overload: BOTH });
    expect(optionsAt(packet, 240)).toEqual([
      [119, 255],
      [119, 45],
      [52, 1],
    ]);
    expect(optionsAt(packet, 108)).toEqual([[119, 125]]);
    expect(optionsAt(packet, 44)).toEqual([[119, 25]]);
    expect(decodeDhcp(packet)).toMatchObject({ ok: true, message: { options: new Map([[119, value]]) } });
  });

  it('leaves a field that holds text alone, and refuses what does not fit then', () => {
    const options = new Map([[43, filled(350, 1)]]);
    const packet = encodeDhcp(messageOf({ options, file: 'snponly.efi' }), { maxSize: 548, overload: BOTH });
    expect(decodeDhcp(packet)).toEqual({ ok: true, message: messageOf({ options, file: 'snponly.efi' }) });
    const full = { options, file: 'snponly.efi', sname: 'muster' };
    expect(codeOf(() => encodeDhcp(messageOf(full), { maxSize: 548, overload: BOTH }))).toBe('DHCP_MESSAGE_TOO_LARGE');
  });

  it('uses no field but those it is allowed', () => {
    const packet = encodeDhcp(messageOf({ options: new Map([[43, filled(340, 1)]]) }), {
      maxSize: 548,
      overload: ['sname'],
    });
    expect(packet[108]).toBe(0);
    expect(optionsAt(packet, 44)).toEqual([[43, 40]]);
  });

  it('is used only when it is allowed and needed', () => {
    const options = new Map([[43, filled(300, 1)]]);
    expect(codeOf(() => encodeDhcp(messageOf({ options }), { maxSize: 540 }))).toBe('DHCP_MESSAGE_TOO_LARGE');
    const roomy = encodeDhcp(messageOf({ options }), { maxSize: 548, overload: BOTH });
    expect(optionsAt(roomy, 240)).toEqual([
      [43, 255],
      [43, 45],
    ]);
  });

  it('gives back any message that it can hold', () => {
    fc.assert(
      fc.property(anyMessage, fc.integer({ min: 300, max: 1472 }), (message, maxSize) => {
        let packet: Uint8Array;
        try {
          packet = encodeDhcp(message, { maxSize, overload: BOTH });
        } catch (error) {
          expect(error).toMatchObject({ code: 'DHCP_MESSAGE_TOO_LARGE' });
          return;
        }
        expect(packet.length).toBeLessThanOrEqual(maxSize);
        expect(decodeDhcp(packet)).toEqual({ ok: true, message });
      }),
      { numRuns: RUNS },
    );
  });
});
