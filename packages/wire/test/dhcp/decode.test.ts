import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DhcpMessage, decodeDhcp, encodeDhcp } from '../../src/index.ts';
import { FIRMWARE, ovmfPxe } from '../fixtures/firmware.ts';
import { mutated, octets, RUNS } from '../fuzz.ts';
import { messageOf } from './messages.ts';

/** A packet of 300 octets whose options field is `options`, with `file` and `sname` as given, all hexadecimal. */
function packetOf(options: string, { file = '', sname = '' } = {}): Uint8Array {
  const packet = encodeDhcp(messageOf());
  packet.fill(0, 240);
  packet.set(Buffer.from(options.replaceAll(' ', ''), 'hex'), 240);
  packet.set(Buffer.from(file.replaceAll(' ', ''), 'hex'), 108);
  packet.set(Buffer.from(sname.replaceAll(' ', ''), 'hex'), 44);
  return packet;
}

function decoded(packet: Uint8Array): DhcpMessage {
  const result = decodeDhcp(packet);
  if (!result.ok) throw new Error(result.reason);
  return result.message;
}

const reasonOf = (packet: Uint8Array): string => {
  const result = decodeDhcp(packet);
  return result.ok ? 'decoded' : result.reason;
};

describe('decoding DHCP', () => {
  it('reads the fixed fields', () => {
    const { options, chaddr, ...fields } = decoded(ovmfPxe.packet);
    expect(fields).toEqual({
      op: 1,
      htype: 1,
      hlen: 6,
      hops: 0,
      xid: 0x8f2a11c0,
      secs: 0,
      flags: 0x8000,
      ciaddr: 0,
      yiaddr: 0,
      siaddr: 0,
      giaddr: 0,
      sname: '',
      file: '',
    });
    expect(Buffer.from(chaddr).toString('hex')).toBe('525400123456');
    expect([...options.keys()]).toEqual([53, 57, 55, 97, 94, 93, 60]);
  });

  it('gives views into the packet, not copies', () => {
    const { chaddr, options } = decoded(ovmfPxe.packet);
    expect(chaddr.buffer).toBe(ovmfPxe.packet.buffer);
    expect(options.get(60)?.buffer).toBe(ovmfPxe.packet.buffer);
  });

  it('reads a packet that does not begin at the start of its buffer', () => {
    const buffer = new Uint8Array(400);
    buffer.set(ovmfPxe.packet, 13);
    expect(decoded(buffer.subarray(13, 13 + ovmfPxe.packet.length))).toEqual(decoded(ovmfPxe.packet));
  });

  it('joins the parts of a repeated option in order, however far apart', () => {
    const { options } = decoded(packetOf('79 02 0a0b 0c 01 61 79 00 79 03 0c0d0e ff'));
    expect(options.get(121)).toEqual(Uint8Array.of(10, 11, 12, 13, 14));
    expect(options.get(12)).toEqual(Uint8Array.of(0x61));
  });

  it('joins an option across the options field, file and sname, in this order', () => {
    const packet = packetOf('34 01 03 38 01 61 ff', { file: '38 01 62 ff', sname: '38 01 63 0c 01 6e ff' });
    expect(decoded(packet)).toMatchObject({ file: '', sname: '' });
    expect([...decoded(packet).options]).toEqual([
      [56, Uint8Array.of(0x61, 0x62, 0x63)],
      [12, Uint8Array.of(0x6e)],
    ]);
  });

  it('reads file as text when only sname is overloaded, and the other way round', () => {
    const snameOnly = packetOf('34 01 02 ff', { file: '626f6f74', sname: '0c 01 6e ff' });
    expect(decoded(snameOnly)).toMatchObject({
      file: 'boot',
      sname: '',
      options: new Map([[12, Uint8Array.of(0x6e)]]),
    });
    const fileOnly = packetOf('34 01 01 ff', { file: '0c 01 6e ff', sname: '626f6f74' });
    expect(decoded(fileOnly)).toMatchObject({ file: '', sname: 'boot' });
  });

  it('ignores an overload value that RFC 2132 does not know, and one inside an overloaded field', () => {
    expect(decoded(packetOf('34 01 07 ff', { file: '626f6f74' }))).toMatchObject({ file: 'boot', options: new Map() });
    expect(decoded(packetOf('34 01 01 ff', { file: '34 01 03 ff', sname: '626f6f74' })).sname).toBe('boot');
  });

  it('skips pads and stops at the end option', () => {
    expect([...decoded(packetOf('00 00 0c 01 61 00 ff 0f 01 62')).options.keys()]).toEqual([12]);
  });

  it('tolerates a missing end option', () => {
    const packet = packetOf('0c 01 61').subarray(0, 243);
    expect([...decoded(packet).options.keys()]).toEqual([12]);
  });

  it('reads BOOTP requests with an empty vendor area, with options but no type, and without vendor area', () => {
    const packet = encodeDhcp(messageOf({ op: 1 }));
    expect(decoded(packet).options.size).toBe(0);
    packet.fill(0, 236);
    expect(decoded(packet).options.size).toBe(0);
    expect(decoded(packet.subarray(0, 236)).options.size).toBe(0);
    expect(decoded(packetOf('0c 01 61 ff')).options.has(53)).toBe(false);
  });

  it('reads an InfiniBand client, which has no chaddr', () => {
    expect(decoded(encodeDhcp(messageOf({ htype: 32, hlen: 0, chaddr: new Uint8Array() })))).toMatchObject({
      htype: 32,
      hlen: 0,
      chaddr: new Uint8Array(),
    });
  });

  it('says why a packet is no DHCP message', () => {
    const broken = (offset: number, value: number): Uint8Array => {
      const packet = Uint8Array.from(ovmfPxe.packet);
      packet[offset] = value;
      return packet;
    };
    expect(reasonOf(new Uint8Array())).toBe('too-short');
    expect(reasonOf(ovmfPxe.packet.subarray(0, 235))).toBe('too-short');
    expect(reasonOf(broken(0, 3))).toBe('bad-op');
    expect(reasonOf(broken(2, 17))).toBe('bad-hlen');
    expect(reasonOf(broken(236, 0x64))).toBe('bad-cookie');
    expect(reasonOf(packetOf('0c ff 61'))).toBe('truncated-option');
    expect(reasonOf(packetOf('0c').subarray(0, 241))).toBe('truncated-option');
    expect(reasonOf(packetOf('34 01 01 ff', { file: '0c 80 61' }))).toBe('truncated-option');
    expect(reasonOf(packetOf('34 01 02 ff', { sname: '0c 40 61' }))).toBe('truncated-option');
  });

  it('takes time linear in the packet when one option is repeated thousands of times', () => {
    const packet = new Uint8Array(65_507);
    packet.set(packetOf(''), 0);
    for (let offset = 240; offset + 3 <= packet.length; offset += 3) packet.set([12, 1, 97], offset);
    expect(decoded(packet).options.get(12)?.length).toBe(Math.floor((65_507 - 240) / 3));
  });

  it('never throws, whatever arrives', () => {
    const header = Uint8Array.from(ovmfPxe.packet.subarray(0, 240));
    const behindHeader = octets(300).map((tail) => Uint8Array.of(...header, ...tail));
    const samples = [
      ...FIRMWARE.map(({ packet }) => packet),
      packetOf('34 01 03 38 01 61 ff', { file: '38 01 62 ff', sname: '38 01 63 ff' }),
    ];
    fc.assert(
      fc.property(fc.oneof(octets(600), behindHeader, mutated(samples)), (packet) => {
        const result = decodeDhcp(packet);
        if (!result.ok) return;
        const total = [...result.message.options.values()].reduce((sum, value) => sum + value.length, 0);
        expect(total).toBeLessThan(packet.length);
        expect(result.message.chaddr.length).toBe(result.message.hlen);
      }),
      { numRuns: RUNS },
    );
  });
});
