import fc from 'fast-check';
import type { DhcpMessage } from '../../src/index.ts';
import { plainText } from '../fuzz.ts';

/** A message with nothing in it but what `fields` gives. */
export function messageOf(fields: Partial<DhcpMessage> = {}): DhcpMessage {
  return {
    op: 2,
    htype: 1,
    hlen: 6,
    hops: 0,
    xid: 0x12345678,
    secs: 0,
    flags: 0,
    ciaddr: 0,
    yiaddr: 0,
    siaddr: 0,
    giaddr: 0,
    chaddr: Uint8Array.of(0x52, 0x54, 0, 0x12, 0x34, 0x56),
    sname: '',
    file: '',
    options: new Map(),
    ...fields,
  };
}

const optionCode = fc.integer({ min: 1, max: 254 }).filter((code) => code !== 52);
const u16 = fc.nat(0xffff);
const u32 = fc.nat(0xffffffff);

/** Any message that can be encoded in 65 507 octets. */
export const anyMessage: fc.Arbitrary<DhcpMessage> = fc
  .record({
    op: fc.constantFrom(1, 2),
    htype: fc.nat(255),
    hops: fc.nat(255),
    xid: u32,
    secs: u16,
    flags: u16,
    ciaddr: u32,
    yiaddr: u32,
    siaddr: u32,
    giaddr: u32,
    chaddr: fc.uint8Array({ maxLength: 16 }),
    sname: plainText(63),
    file: plainText(127),
    options: fc
      .array(fc.tuple(optionCode, fc.uint8Array({ maxLength: 600 })), { maxLength: 12 })
      .map((entries) => new Map(entries)),
  })
  .map((fields) => ({ ...fields, hlen: fields.chaddr.length }));
