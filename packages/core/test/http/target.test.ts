import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTarget, shownTarget } from '../../src/http/target.ts';

const numRuns = Number(process.env.MUSTER_FUZZ_RUNS ?? 2000);

describe('a request target', () => {
  it('is decoded into one path and the first value of each key', () => {
    expect(parseTarget('//ipxe//52%3A54?uuid=A&mac=52%3a54&uuid=B#part')).toEqual({
      ok: true,
      path: '/ipxe/52:54',
      query: { uuid: 'A', mac: '52:54' },
    });
  });

  it('may be in absolute form, whatever host it names', () => {
    expect(parseTarget('http://10.0.0.1:9873/a?b=c')).toEqual({ ok: true, path: '/a', query: { b: 'c' } });
  });

  it('keeps odd keys as plain data', () => {
    const target = parseTarget('/a?__proto__=x&constructor=y');
    expect(target.ok && Object.entries(target.query)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
  });

  it('is refused where it could lead out of what is served', () => {
    for (const raw of [
      '',
      '*',
      'a',
      '/..',
      '/a/%2e%2e/b',
      '/a%2f..%2fb',
      '/./a',
      '/%',
      '/%ff',
      '/a%00',
      '/a%0d%0aX:%201',
    ]) {
      expect(parseTarget(raw), raw).toMatchObject({ ok: false, status: 400 });
    }
  });

  it('of any characters gives a status, or a path that stays below the root', () => {
    const pieces = fc.constantFrom(
      '/',
      '.',
      '..',
      '%2e',
      '%2F',
      '%5c',
      '\\',
      '%',
      '%c0%ae',
      '%00',
      '?',
      '&',
      '=',
      '#',
      'a',
      'é',
      'http://x',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(fc.oneof(pieces, fc.string({ maxLength: 3 }))).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (raw) => {
        const target = parseTarget(raw);
        expect(() => shownTarget(target, raw)).not.toThrow();
        if (!target.ok) return target.status >= 400;
        const segments = target.path.split('/').slice(1);
        return (
          target.path.startsWith('/') &&
          !segments.includes('..') &&
          !segments.includes('.') &&
          !target.path.includes('//')
        );
      }),
      { numRuns },
    );
  });

  it('never shows a proof in the log', () => {
    fc.assert(
      fc.property(fc.constantFrom('assetkey', 'AssetKey', '%61ssetkey', 'asset', 'token'), (key) => {
        const raw = `/kernel/x?a=1&${key}=s3same&b=2`;
        return !shownTarget(parseTarget(raw), raw).includes('s3same');
      }),
    );
    expect(shownTarget(parseTarget('/%zz?assetkey=s3same'), '/%zz?assetkey=s3same')).toBe('"/%zz"');
  });
});
