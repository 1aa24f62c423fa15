import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeTftp, encodeTftp, type TftpPacket, TftpErrorCode, writeDataHeader } from '../../src/index.ts';
import { codeOf, mutated, octets, plainText, RUNS } from '../fuzz.ts';

const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
/** OVMF's first request: it asks for the size, then aborts and asks again. */
const ovmfRequest = bytesOf('\0\x01snponly.efi\0octet\0tsize\x000\0blksize\x001468\0windowsize\x004\0');

const text = plainText(40);
const options = fc
  .array(
    fc.tuple(
      text.map((name) => name.toLowerCase()).filter((name) => name !== ''),
      text,
    ),
  )
  .map((entries) => new Map(entries));
const number16 = fc.nat(65535);
const anyPacket: fc.Arbitrary<TftpPacket> = fc.oneof(
  fc.record({
    op: fc.constantFrom('RRQ' as const, 'WRQ' as const),
    filename: text.filter((name) => name !== ''),
    mode: fc.constantFrom('octet' as const, 'netascii' as const, 'mail' as const),
    options,
  }),
  fc.record({ op: fc.constant('DATA' as const), block: number16, data: fc.uint8Array({ maxLength: 1500 }) }),
  fc.record({ op: fc.constant('ACK' as const), block: number16 }),
  fc.record({ op: fc.constant('ERROR' as const), code: number16, message: text }),
  fc.record({ op: fc.constant('OACK' as const), options }),
);

describe('TFTP packets', () => {
  it('are read as OVMF sends them', () => {
    expect(decodeTftp(ovmfRequest)).toEqual({
      ok: true,
      packet: {
        op: 'RRQ',
        filename: 'snponly.efi',
        mode: 'octet',
        options: new Map([
          ['tsize', '0'],
          ['blksize', '1468'],
          ['windowsize', '4'],
        ]),
      },
    });
  });

  it('have case-insensitive modes and option names', () => {
    expect(decodeTftp(bytesOf('\0\x02f\0OcTeT\0BLKSIZE\x00512\0'))).toEqual({
      ok: true,
      packet: { op: 'WRQ', filename: 'f', mode: 'octet', options: new Map([['blksize', '512']]) },
    });
  });

  it('may be padded after the last option, and count the first of a repeated one', () => {
    const padded = bytesOf('\0\x01f\0octet\0tsize\x000\0TSIZE\x009\0\0\0\0');
    const cut = bytesOf('\0\x01f\0octet\0tsize\x000\0blksize\x00512');
    for (const packet of [padded, cut]) {
      expect(decodeTftp(packet)).toMatchObject({ packet: { options: new Map([['tsize', '0']]) } });
    }
  });

  it('are written as the RFCs show them', () => {
    expect(encodeTftp({ op: 'DATA', block: 258, data: Uint8Array.of(9) })).toEqual(Uint8Array.of(0, 3, 1, 2, 9));
    expect(encodeTftp({ op: 'ACK', block: 65535 })).toEqual(Uint8Array.of(0, 4, 255, 255));
    expect(encodeTftp({ op: 'ERROR', code: TftpErrorCode.fileNotFound, message: 'no' })).toEqual(
      bytesOf('\0\x05\0\x01no\0'),
    );
    expect(encodeTftp({ op: 'OACK', options: new Map([['blksize', '1468']]) })).toEqual(
      bytesOf('\0\x06blksize\x001468\0'),
    );
  });

  it('can have their data header written in place, with block numbers that wrap', () => {
    const target = new Uint8Array(6).fill(0xaa);
    writeDataHeader(target, 1, 65536 + 258);
    expect(target).toEqual(Uint8Array.of(0xaa, 0, 3, 1, 2, 0xaa));
  });

  it('give DATA as a view', () => {
    const packet = Uint8Array.of(0, 3, 0, 1, 7, 8);
    const result = decodeTftp(packet);
    expect(result.ok && result.packet.op === 'DATA' ? result.packet.data.buffer : undefined).toBe(packet.buffer);
  });

  it.each([
    ['', 'too-short'],
    ['\0', 'too-short'],
    ['\0\x03\0', 'too-short'],
    ['\0\x04', 'too-short'],
    ['\0\x05\0', 'too-short'],
    ['\0\0\0\0', 'bad-opcode'],
    ['\0\x07\0\0', 'bad-opcode'],
    ['\x01\x01\0\0', 'bad-opcode'],
    ['\0\x01', 'bad-filename'],
    ['\0\x01name', 'bad-filename'],
    ['\0\x01\0octet\0', 'bad-filename'],
    ['\0\x01f\0', 'bad-mode'],
    ['\0\x01f\0octet', 'bad-mode'],
    ['\0\x01f\0binary\0', 'bad-mode'],
  ])('%j is refused as %s', (packet, reason) => {
    expect(decodeTftp(bytesOf(packet))).toEqual({ ok: false, reason });
  });

  it('are not written with values they cannot carry', () => {
    const bad: TftpPacket[] = [
      { op: 'RRQ', filename: '', mode: 'octet', options: new Map() },
      { op: 'RRQ', filename: 'a\0b', mode: 'octet', options: new Map() },
      { op: 'OACK', options: new Map([['a', '\0']]) },
      { op: 'ACK', block: 65536 },
      { op: 'DATA', block: -1, data: new Uint8Array() },
      { op: 'ERROR', code: 1.5, message: '' },
      { op: 'ERROR', code: 1, message: '\0' },
    ];
    expect(bad.map((packet) => codeOf(() => encodeTftp(packet)))).toEqual(bad.map(() => 'TFTP_FIELD_INVALID'));
  });

  it('survive both directions', () => {
    fc.assert(
      fc.property(anyPacket, (packet) => {
        expect(decodeTftp(encodeTftp(packet))).toEqual({ ok: true, packet });
      }),
      { numRuns: RUNS },
    );
  });

  it('never throw, whatever arrives', () => {
    const withOpcode = fc.tuple(fc.nat(7), octets(60)).map(([opcode, tail]) => Uint8Array.of(0, opcode, ...tail));
    fc.assert(
      fc.property(fc.oneof(octets(100), withOpcode, mutated([ovmfRequest])), (bytes) => {
        const result = decodeTftp(bytes);
        if (result.ok && result.packet.op === 'RRQ') expect(result.packet.filename).not.toContain('\0');
      }),
      { numRuns: RUNS },
    );
  });
});
