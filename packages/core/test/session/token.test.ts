import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatToken, readToken, type TokenContent } from '../../src/session/token.ts';

const key = randomBytes(32);
const hex = fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bytes) => Buffer.from(bytes).toString('hex'));
const contents: fc.Arbitrary<TokenContent> = fc.record({
  role: fc.constantFrom('boot', 'run'),
  session: hex,
  node: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,60}$/),
  expires: fc.oneof(
    fc.constant(Infinity),
    fc.integer({ min: 1, max: 2 ** 33 }).map((seconds) => seconds * 1000),
  ),
});

describe('a token', () => {
  it('says what was put in, in characters a URL and a GRUB word take as they are', () => {
    fc.assert(
      fc.property(contents, (content) => {
        const token = formatToken(content, key);
        expect(token).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(readToken(token, key)).toEqual(content);
      }),
    );
  });

  it('does not verify with any character changed, added or left out', () => {
    fc.assert(
      fc.property(contents, fc.nat(), fc.string({ maxLength: 3 }), fc.nat({ max: 3 }), (content, at, put, cut) => {
        const token = formatToken(content, key);
        const start = at % (token.length + 1);
        const mutated = token.slice(0, start) + put + token.slice(start + cut);
        if (mutated !== token) expect(readToken(mutated, key)).toBeUndefined();
      }),
      { numRuns: 2000 },
    );
  });

  it('does not verify with any bit flipped, nor when parts of two are put together', () => {
    fc.assert(
      fc.property(contents, contents, fc.nat(), fc.nat(), (one, other, bit, cut) => {
        const bytes = Buffer.from(formatToken(one, key), 'base64url');
        const flipped = Buffer.from(bytes);
        const at = bit % (bytes.length * 8);
        flipped[at >> 3] = (flipped[at >> 3] ?? 0) ^ (1 << (at & 7));
        expect(readToken(flipped.toString('base64url'), key)).toBeUndefined();
        const second = Buffer.from(formatToken(other, key), 'base64url');
        const mixed = Buffer.concat([bytes.subarray(0, cut % bytes.length), second.subarray(cut % second.length)]);
        if (!mixed.equals(bytes) && !mixed.equals(second)) {
          expect(readToken(mixed.toString('base64url'), key)).toBeUndefined();
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('of another key does not verify', () => {
    fc.assert(
      fc.property(contents, (content) => {
        expect(readToken(formatToken(content, randomBytes(32)), key)).toBeUndefined();
      }),
    );
  });

  it('reading is total', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.string({ unit: 'binary', maxLength: 2000 })), (text) => {
        expect(readToken(text, key)).toBeUndefined();
      }),
    );
  });
});
