import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { siteFromObject } from '../../src/config/load-site.ts';
import { isMusterError } from '../../src/errors/index.ts';

const runs = Number(process.env.MUSTER_FUZZ_RUNS ?? 2000);

const address = fc.oneof(fc.ipV4(), fc.constantFrom('10.0.0.1', '10.0.0.255', '', '10.0.0'));
const network = fc.record(
  {
    cidr: fc.oneof(fc.constantFrom('10.0.0.0/22', '10.0.0.0/24', '0.0.0.0/0', '10.0.0.1/32'), fc.string()),
    address,
    pool: fc.oneof(
      fc.tuple(address, address).map((ends) => ends.join('-')),
      fc.string(),
    ),
    gateway: address,
    interface: fc.constantFrom('eth0', 'eth1'),
    shared: fc.boolean(),
  },
  { requiredKeys: ['cidr', 'address'] },
);
const config = fc.record(
  {
    networks: fc.dictionary(fc.string(), network, { maxKeys: 3 }),
    http: fc.anything(),
    plugins: fc.array(fc.anything()),
  },
  { requiredKeys: ['networks'] },
);

describe('any configuration', () => {
  it('is either usable or refused with sentences, never a crash', () => {
    fc.assert(
      fc.property(fc.oneof(config, fc.anything()), (value) => {
        try {
          const site = siteFromObject(value, '/site');
          expect(site.http.listen.length).toBeGreaterThan(0);
        } catch (error) {
          if (!isMusterError(error)) throw error;
          expect(error.message).not.toBe('');
        }
      }),
      { numRuns: runs },
    );
  }, 600_000);
});
