import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { userClass } from '../../src/dhcp/user-class.ts';
import { octets, plainText, RUNS } from '../fuzz.ts';

const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

describe('user classes', () => {
  it('are read length-prefixed as in RFC 3004', () => {
    expect(userClass.decode(bytesOf('\x04iPXE'))).toEqual(['iPXE']);
    expect(userClass.decode(bytesOf('\x04site\x04iPXE'))).toEqual(['site', 'iPXE']);
  });

  it('are read bare as iPXE sends them', () => {
    expect(userClass.decode(bytesOf('iPXE'))).toEqual(['iPXE']);
  });

  it('are one bare text when the lengths do not add up', () => {
    expect(userClass.decode(bytesOf('\x05iPXE'))).toEqual(['\x05iPXE']);
    expect(userClass.decode(bytesOf(''))).toBeUndefined();
  });

  it('survive both directions', () => {
    const text = plainText(60).filter((value) => value !== '');
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), (classes) => {
        expect(userClass.decode(userClass.encode(classes))).toEqual(classes);
      }),
      { numRuns: RUNS },
    );
  });

  it('never throw, whatever the octets', () => {
    fc.assert(
      fc.property(octets(80), (bytes) => {
        expect(userClass.decode(bytes) === undefined).toBe(bytes.length === 0);
      }),
      { numRuns: RUNS },
    );
  });
});
