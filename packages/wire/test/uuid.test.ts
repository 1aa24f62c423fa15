import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseUuid, uuidFromSmbios, uuidToSmbios } from '../src/uuid.ts';
import { RUNS } from './fuzz.ts';

describe('machine UUIDs', () => {
  it('have their first three fields swapped in SMBIOS', () => {
    const octets = Buffer.from('44454c4c000000408000525400123456', 'hex');
    expect(uuidFromSmbios(octets)).toBe('4c4c4544-0000-4000-8000-525400123456');
  });

  it('are compared in lower case', () => {
    expect(parseUuid(' 4C4C4544-0000-4000-8000-525400ABCDEF ')).toBe('4c4c4544-0000-4000-8000-525400abcdef');
    expect(parseUuid('4c4c4544000040008000525400abcdef')).toBeUndefined();
  });

  it('are 16 octets', () => {
    expect(uuidFromSmbios(new Uint8Array(15))).toBeUndefined();
    expect(uuidToSmbios('4c4c4544')).toBeUndefined();
  });

  it('survive both directions', () => {
    fc.assert(
      fc.property(fc.uuid(), (uuid) => {
        const octets = uuidToSmbios(uuid);
        expect(octets === undefined ? undefined : uuidFromSmbios(octets)).toBe(uuid);
      }),
      { numRuns: RUNS },
    );
  });
});
