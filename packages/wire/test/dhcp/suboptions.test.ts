import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RelayAgentSuboption, suboptions } from '../../src/index.ts';
import { codeOf, octets, RUNS } from '../fuzz.ts';

describe('suboptions', () => {
  it('are read from relay agent information', () => {
    const values = suboptions.decode(Uint8Array.from(Buffer.from('01047377312f0206525400abcdef', 'hex')));
    expect(values?.get(RelayAgentSuboption.circuitId)).toEqual(Uint8Array.from(Buffer.from('sw1/')));
    expect(values?.get(RelayAgentSuboption.remoteId)?.length).toBe(6);
  });

  it('are read from what a PXE ROM sends, end included', () => {
    const values = suboptions.decode(Uint8Array.from(Buffer.from('00470480000000ff99', 'hex')));
    expect([...(values ?? [])]).toEqual([[0x47, Uint8Array.of(0x80, 0, 0, 0)]]);
  });

  it('are refused when one runs over the end', () => {
    expect(suboptions.decode(Uint8Array.of(1))).toBeUndefined();
    expect(suboptions.decode(Uint8Array.of(1, 2, 3))).toBeUndefined();
  });

  it('hold at most 255 octets each', () => {
    expect(codeOf(() => suboptions.encode(new Map([[1, new Uint8Array(256)]])))).toBe('DHCP_VALUE_INVALID');
  });

  it('survive both directions, and any octets', () => {
    const entries = fc.array(fc.tuple(fc.integer({ min: 1, max: 254 }), octets(30)), { maxLength: 6 });
    fc.assert(
      fc.property(entries, octets(60), (pairs, bytes) => {
        const values = new Map(pairs);
        expect(suboptions.decode(suboptions.encode(values))).toEqual(values);
        expect([...(suboptions.decode(bytes)?.keys() ?? [])].every((code) => code > 0 && code < 255)).toBe(true);
      }),
      { numRuns: RUNS },
    );
  });
});
