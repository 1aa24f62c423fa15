import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSignedBy, newKey, SIGNATURE_LENGTH, sign } from '../../src/omapi/key.ts';
import {
  decodeOmapi,
  encodeOmapi,
  numberValue,
  Operation,
  readNumber,
  readText,
  textValue,
} from '../../src/omapi/message.ts';

const numRuns = Number(process.env.MUSTER_FUZZ_RUNS ?? 2000);

const QUESTION = {
  authenticator: 7,
  operation: Operation.open,
  handle: 0,
  transaction: 3,
  response: 0,
  message: new Map([['type', textValue('host')]]),
  object: new Map([['name', textValue('n01')]]),
};

describe('messages of OMAPI', () => {
  it('look on the wire as dhcpd wants them', () => {
    expect(Buffer.from(encodeOmapi(QUESTION)).toString('hex')).toBe(
      [
        '00000007 00000000 00000001 00000000 00000003 00000000',
        '0004 74797065 00000004 686f7374 0000',
        '0004 6e616d65 00000003 6e3031 0000',
      ]
        .join('')
        .replaceAll(' ', ''),
    );
  });

  it('are read back as they were written, whatever follows them', () => {
    const bytes = Buffer.concat([encodeOmapi(QUESTION), Buffer.from('next')]);
    expect(decodeOmapi(bytes)).toMatchObject({ message: QUESTION, length: bytes.length - 4 });
  });

  it('are signed over all but the handle of the key', () => {
    const key = newKey();
    const bytes = encodeOmapi(QUESTION, SIGNATURE_LENGTH, (signed) => sign(key, signed));
    const decoded = decodeOmapi(bytes);
    if (typeof decoded === 'string') throw new Error(decoded);
    expect(Buffer.from(decoded.signed).equals(bytes.subarray(4, -SIGNATURE_LENGTH))).toBe(true);
    expect(isSignedBy(key, decoded.signed, decoded.signature)).toBe(true);
    expect(isSignedBy(newKey(), decoded.signed, decoded.signature)).toBe(false);
    expect(isSignedBy(key, decoded.signed, new Uint8Array())).toBe(false);
  });

  it('are incomplete until their last octet is there', () => {
    const bytes = encodeOmapi(QUESTION);
    for (let length = 0; length < bytes.length; length += 1) {
      expect(decodeOmapi(bytes.subarray(0, length))).toBe('incomplete');
    }
  });

  it('are malformed when they claim a length nobody sends', () => {
    const bytes = Buffer.from(encodeOmapi(QUESTION));
    bytes.writeUInt32BE(0xffffffff, 4);
    expect(decodeOmapi(bytes)).toBe('malformed');
    bytes.writeUInt32BE(0, 4);
    bytes.writeUInt32BE(0x7fffffff, 30);
    expect(decodeOmapi(bytes)).toBe('malformed');
  });

  it('are read without an exception whatever comes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, headed) => {
        const packet = headed ? Buffer.concat([encodeOmapi(QUESTION).subarray(0, 24), bytes]) : bytes;
        const decoded = decodeOmapi(packet);
        if (typeof decoded !== 'string') expect(decoded.length).toBeLessThanOrEqual(packet.length);
      }),
      { numRuns },
    );
  });

  it('hold numbers of 32 bits and text', () => {
    expect(readNumber(numberValue(0xfffffffe))).toBe(0xfffffffe);
    expect(readNumber(Uint8Array.of(1))).toBeUndefined();
    expect(readNumber(undefined)).toBeUndefined();
    expect(readText(textValue('no'))).toBe('no');
    expect(readText(undefined)).toBeUndefined();
  });
});
