import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeDhcp, encodeDhcp, maxDhcpPayload } from '../../src/index.ts';
import { FIRMWARE } from '../fixtures/firmware.ts';
import { codeOf, RUNS } from '../fuzz.ts';
import { anyMessage, messageOf } from './messages.ts';

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const optionsOf = (packet: Uint8Array): string => hexOf(packet.subarray(240)).replace(/(00)+$/, '');

describe('encoding DHCP', () => {
  it('writes this offer', () => {
    const packet = encodeDhcp(
      messageOf({
        yiaddr: 0x0a000132,
        siaddr: 0x0a000001,
        giaddr: 0x0a0000fe,
        flags: 0x8000,
        sname: 'muster',
        file: 'snponly.efi',
        options: new Map([[53, Uint8Array.of(2)]]),
      }),
    );
    expect(packet.length).toBe(300);
    expect(hexOf(packet.subarray(0, 44))).toBe(
      '02010600 12345678 0000 8000 00000000 0a000132 0a000001 0a0000fe 52540012345600000000000000000000'.replaceAll(
        ' ',
        '',
      ),
    );
    expect(Buffer.from(packet.subarray(44, 51)).toString()).toBe('muster\0');
    expect(Buffer.from(packet.subarray(108, 120)).toString()).toBe('snponly.efi\0');
    expect(hexOf(packet.subarray(236, 240))).toBe('63825363');
    expect(optionsOf(packet)).toBe('350102ff');
  });

  it('puts the message type first and relay agent information last', () => {
    const options = new Map([82, 1, 53, 3].map((code) => [code, Uint8Array.of(code)]));
    expect(optionsOf(encodeDhcp(messageOf({ options })))).toBe('350135010101030103520152ff');
  });

  it('splits values above 255 octets (RFC 3396)', () => {
    const lengths = (size: number): number[] => {
      const packet = encodeDhcp(messageOf({ options: new Map([[119, new Uint8Array(size)]]) }), { minSize: 0 });
      const found: number[] = [];
      for (let offset = 240; packet[offset] === 119; offset += 2 + (packet[offset + 1] ?? 0)) {
        found.push(packet[offset + 1] ?? -1);
      }
      return found;
    };
    expect([0, 1, 255, 256, 510, 511].map(lengths)).toEqual([[0], [1], [255], [255, 1], [255, 255], [255, 255, 1]]);
  });

  it('pads to the smallest size asked for', () => {
    expect(encodeDhcp(messageOf(), { minSize: 548 }).length).toBe(548);
    expect(encodeDhcp(messageOf(), { minSize: 0 }).length).toBe(241);
  });

  it('writes into the buffer it is given and leaves nothing of an earlier message', () => {
    const pool = new Uint8Array(1472).fill(0xaa);
    const packet = encodeDhcp(messageOf({ file: 'x' }), { allocate: (size) => pool.subarray(0, size) });
    expect(packet.buffer).toBe(pool.buffer);
    expect(packet).toEqual(encodeDhcp(messageOf({ file: 'x' })));
    expect(pool[300]).toBe(0xaa);
  });

  it('refuses what does not fit', () => {
    const large = messageOf({ options: new Map([[43, new Uint8Array(400)]]) });
    expect(encodeDhcp(large, { maxSize: 645 }).length).toBe(645);
    expect(codeOf(() => encodeDhcp(large, { maxSize: 644 }))).toBe('DHCP_MESSAGE_TOO_LARGE');
    expect(codeOf(() => encodeDhcp(messageOf({ file: 'x'.repeat(128) })))).toBe('DHCP_FIELD_TOO_LONG');
    expect(codeOf(() => encodeDhcp(messageOf({ sname: 'é'.repeat(32) })))).toBe('DHCP_FIELD_TOO_LONG');
    expect(codeOf(() => encodeDhcp(messageOf({ hlen: 16 })))).toBe('DHCP_CHADDR_INVALID');
    expect(codeOf(() => encodeDhcp(messageOf({ hlen: 20, chaddr: new Uint8Array(20) })))).toBe('DHCP_CHADDR_INVALID');
  });

  it.each([0, 52, 255, 256, -1, 1.5])('refuses option code %d', (code) => {
    expect(codeOf(() => encodeDhcp(messageOf({ options: new Map([[code, new Uint8Array()]]) })))).toBe(
      'DHCP_OPTION_CODE_INVALID',
    );
  });

  it('gives back the message that it is decoded to', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const result = decodeDhcp(encodeDhcp(message, { maxSize: 65_507 }));
        expect(result).toEqual({ ok: true, message });
      }),
      { numRuns: RUNS },
    );
  });

  it.each(FIRMWARE)('writes again what $name sent', ({ packet }) => {
    const first = decodeDhcp(packet);
    if (!first.ok) throw new Error(first.reason);
    expect(encodeDhcp(first.message, { minSize: packet.length })).toEqual(packet);
  });
});

describe('the largest payload for a client', () => {
  it.each([
    [undefined, 548],
    ['05c0', 1444],
    ['0240', 548],
    ['0100', 548],
    ['ffff', 1472],
    ['05', 548],
  ])('with option 57 = %s is %i', (hex, size) => {
    const options = new Map(hex === undefined ? [] : [[57, Uint8Array.from(Buffer.from(hex, 'hex'))]]);
    expect(maxDhcpPayload(messageOf({ options }))).toBe(size);
  });
});
