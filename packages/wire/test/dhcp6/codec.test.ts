import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Dhcp6Option,
  type Dhcp6Relay,
  Dhcp6Type,
  decodeDhcp6,
  encodeDhcp6,
  formatIPv6,
  HOP_COUNT_LIMIT,
  parseIPv6,
  replyRelays,
} from '../../src/index.ts';
import { FIRMWARE6, ovmfPxeSolicit } from '../fixtures/firmware6.ts';
import { codeOf, mutated, octets, RUNS } from '../fuzz.ts';
import { decoded } from './messages.ts';

const LINK = parseIPv6('fd00:1::fe') ?? new Uint8Array();
const PEER = parseIPv6('fe80::5054:ff:fe44:778d') ?? new Uint8Array();
const relay = (options: readonly Dhcp6Option[] = [], hopCount = 0): Dhcp6Relay => ({
  hopCount,
  linkAddress: LINK,
  peerAddress: PEER,
  options,
});

const option = fc.record({ code: fc.nat(0xffff).filter((code) => code !== 9), value: octets(40) });
const packet = fc.record({
  message: fc.record({
    type: fc.integer({ min: 1, max: 11 }),
    xid: fc.nat(0xffffff),
    options: fc.array(option, { maxLength: 6 }),
  }),
  relays: fc.array(
    fc.record({
      hopCount: fc.nat(255),
      linkAddress: fc.uint8Array({ minLength: 16, maxLength: 16 }),
      peerAddress: fc.uint8Array({ minLength: 16, maxLength: 16 }),
      options: fc.array(option, { maxLength: 3 }),
    }),
    { maxLength: HOP_COUNT_LIMIT },
  ),
});

describe('DHCPv6 packets', () => {
  it('are read: type, transaction and options in their order', () => {
    const { message, relays } = decoded(ovmfPxeSolicit);
    expect(message).toMatchObject({ type: Dhcp6Type.SOLICIT, xid: 0xa45e61 });
    expect(message.options.map(({ code }) => code)).toEqual([1, 8, 3, 6, 62, 61, 16]);
    expect(relays).toEqual([]);
  });

  it('of firmware are written again as they came', () => {
    for (const bytes of FIRMWARE6) expect(encodeDhcp6(decoded(bytes))).toEqual(bytes);
  });

  it('are read back as written, through relay agents too', () => {
    fc.assert(
      fc.property(packet, (value) => {
        expect(decoded(encodeDhcp6(value))).toEqual(value);
      }),
      { numRuns: RUNS },
    );
  });

  it('never throw, whatever they are', () => {
    const relayed = encodeDhcp6({ message: decoded(ovmfPxeSolicit).message, relays: [relay(), relay()] });
    const input = fc.oneof(octets(200), mutated([...FIRMWARE6, relayed]));
    fc.assert(
      fc.property(input, (bytes) => {
        const result = decodeDhcp6(bytes);
        if (result.ok) expect(decoded(encodeDhcp6(result.packet)).message).toEqual(result.packet.message);
        else expect(result.reason).toMatch(/^(too-short|truncated-option|empty-relay|too-many-relays)$/);
      }),
      { numRuns: RUNS },
    );
  });

  it('say why they are none', () => {
    const reason = (hex: string): unknown => decodeDhcp6(Buffer.from(hex, 'hex'));
    expect(reason('')).toEqual({ ok: false, reason: 'too-short' });
    expect(reason('010203')).toEqual({ ok: false, reason: 'too-short' });
    expect(reason('01020304000100')).toEqual({ ok: false, reason: 'truncated-option' });
    expect(reason('0102030400010002aa')).toEqual({ ok: false, reason: 'truncated-option' });
    expect(reason('0c00')).toEqual({ ok: false, reason: 'too-short' });
    expect(reason(`0c00${'00'.repeat(32)}`)).toEqual({ ok: false, reason: 'empty-relay' });
  });

  it('go through eight relay agents and no more', () => {
    const { message } = decoded(ovmfPxeSolicit);
    const through = (count: number) =>
      decodeDhcp6(encodeDhcp6({ message, relays: Array.from({ length: count }, () => relay()) }));
    expect(through(HOP_COUNT_LIMIT)).toMatchObject({ ok: true });
    expect(through(HOP_COUNT_LIMIT + 1)).toEqual({ ok: false, reason: 'too-many-relays' });
  });

  it('tell the relay agent next to the server first', () => {
    const near = relay([{ code: 18, value: Uint8Array.of(7) }], 1);
    const far = relay([{ code: 79, value: Uint8Array.of(0, 1, 2) }]);
    const bytes = encodeDhcp6({ message: decoded(ovmfPxeSolicit).message, relays: [near, far] });
    expect(bytes[0]).toBe(Dhcp6Type.RELAY_FORW);
    const { relays } = decoded(bytes);
    expect(relays).toEqual([near, far]);
    expect(formatIPv6(relays[0]?.peerAddress ?? LINK)).toBe('fe80::5054:ff:fe44:778d');
  });

  it('are answered through the same relay agents, with their interface id and nothing else of theirs', () => {
    const own = [
      { code: 18, value: Uint8Array.of(7) },
      { code: 37, value: Uint8Array.of(1) },
    ];
    const message = { type: Dhcp6Type.REPLY, xid: 1, options: [] };
    const bytes = encodeDhcp6({ message, relays: replyRelays([relay(own, 1)]) });
    expect(bytes[0]).toBe(Dhcp6Type.RELAY_REPL);
    expect(decoded(bytes).relays).toEqual([relay([{ code: 18, value: Uint8Array.of(7) }], 1)]);
  });

  it('are not written with values their fields cannot hold', () => {
    const write = (type: number, xid: number, relays: readonly Dhcp6Relay[] = []) =>
      codeOf(() => encodeDhcp6({ message: { type, xid, options: [] }, relays }));
    expect(write(300, 0)).toBe('DHCP6_FIELD_INVALID');
    expect(write(1, 0x1000000)).toBe('DHCP6_FIELD_INVALID');
    expect(write(1, 0, [{ ...relay(), linkAddress: Uint8Array.of(1) }])).toBe('DHCP6_FIELD_INVALID');
    expect(write(1, 0, [relay([{ code: 1, value: new Uint8Array(0x10000) }])])).toBe('DHCP6_FIELD_INVALID');
  });
});
