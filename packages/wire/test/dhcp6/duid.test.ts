import { describe, expect, it } from 'vitest';
import { duidFacts, linkLayerDuid, OPTIONS6, readOption6, uuidDuid } from '../../src/index.ts';
import { ipxeSolicit, ovmfPxeSolicit, UUID } from '../fixtures/firmware6.ts';
import { decoded } from './messages.ts';

const duidOf = (bytes: Uint8Array): Uint8Array =>
  readOption6(decoded(bytes).message.options, OPTIONS6.clientIdentifier) ?? new Uint8Array();
const facts = (hex: string) => duidFacts(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

describe('DUIDs', () => {
  it('of OVMF and of iPXE, in their different orders, name the same machine', () => {
    expect(duidFacts(duidOf(ovmfPxeSolicit)).uuids?.[1]).toBe(UUID);
    expect(duidFacts(duidOf(ipxeSolicit)).uuids?.[0]).toBe(UUID);
  });

  it('made of an Ethernet address give it back, with a time and without', () => {
    expect(facts('0001 0001 2c1b5a00 525400123456')).toEqual({ mac: '52:54:00:12:34:56' });
    expect(facts('0003 0001 525400123456')).toEqual({ mac: '52:54:00:12:34:56' });
    expect(duidFacts(linkLayerDuid(Buffer.from('525400123456', 'hex')))).toEqual({ mac: '52:54:00:12:34:56' });
  });

  it.each([
    ['an enterprise number', '0002 00000157 0102030405'],
    ['another kind of hardware', `0003 0020 ${'00'.repeat(20)}`],
    ['a shortened UUID', '0004 0102'],
    ['nothing', ''],
    ['too much', `0003 0001 ${'00'.repeat(200)}`],
  ])('made of %s tell nothing', (_, hex) => {
    expect(facts(hex)).toEqual({});
  });

  it('are made of 16 octets by RFC 6355', () => {
    expect(Buffer.from(uuidDuid(new Uint8Array(16).fill(7))).toString('hex')).toBe(`0004${'07'.repeat(16)}`);
  });
});
