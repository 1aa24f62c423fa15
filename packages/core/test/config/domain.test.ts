import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { siteFromObject } from '../../src/config/load-site.ts';

const withDomain = (domain: string) =>
  siteFromObject({ networks: { cluster: { cidr: '10.0.0.0/22', address: '10.0.0.1', domain } } }, '/site');

describe('the domain of a network', () => {
  it.each(['hpc.example', 'lan', '1.example', 'a_b-c.example', 'a'.repeat(63)])('may be %s', (domain) => {
    expect(withDomain(domain).networks.cluster?.domain).toBe(domain);
  });

  it.each(['', 'a b', 'a.example b.example', 'a..b', '-a.b', 'a,b', 'a"; evil "', 'a\nb', 'a.b\n', 'a'.repeat(64)])(
    'may not be %j',
    (domain) => {
      expect(() => withDomain(domain)).toThrow(/must be one DNS domain .* e\.g\. hpc\.example.*domain-search/s);
    },
  );

  it('is at most 253 signs, none of which ends a word of a configuration file', () => {
    expect(() => withDomain(Array.from({ length: 127 }, () => 'aa').join('.'))).toThrow(/domain/);
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a.\- "]{1,8}$/)), (text) => {
        try {
          withDomain(text);
        } catch {
          return;
        }
        expect(text).toMatch(/^[A-Za-z0-9._-]+$/);
      }),
    );
  });
});
