import { describe, expect, it } from 'vitest';
import type { DiscoveryRule } from '../../src/config/types.ts';
import { rulingFor } from '../../src/discovery/rules.ts';

const MAC = '3c:ec:ef:00:00:01';
const policyOf = (rules: readonly DiscoveryRule[], machine: { network?: string; manufacturer?: string } = {}) =>
  rulingFor({ mac: MAC, ...machine }, { policy: 'ask', rules }).policy;

describe('rules of discovery', () => {
  it('the first that fits counts, and what none fits is as the site says', () => {
    const rules: DiscoveryRule[] = [
      { network: 'office', policy: 'off' },
      { network: 'cluster', nodes: 'n[01-40]' },
      { network: 'cluster', policy: 'on' },
    ];
    const discovery = { policy: 'ask', rules } as const;
    expect(rulingFor({ mac: MAC, network: 'office' }, discovery)).toEqual({ policy: 'off' });
    expect(rulingFor({ mac: MAC, network: 'cluster' }, discovery)).toEqual({ policy: 'ask', nodes: 'n[01-40]' });
    expect(rulingFor({ mac: MAC }, discovery)).toEqual({ policy: 'ask' });
  });

  it.each(['3c', '3c:ec:ef', '3C-EC-EF', '3c:ec:ef:', MAC])(
    'know a vendor by the beginning of the MAC: %s',
    (vendor) => {
      expect(policyOf([{ vendor, policy: 'on' }])).toBe(vendor === '3c' ? 'ask' : 'on');
    },
  );

  it.each(['3c:ec', '3c:ee', '52:54:00'])('do not take %s for the beginning of another one', (vendor) => {
    expect(policyOf([{ vendor, policy: 'on' }])).toBe(vendor === '3c:ec' ? 'on' : 'ask');
  });

  it.each([
    ['Dell*', true],
    ['dell inc.', true],
    ['*inc*', true],
    ['*', true],
    ['Dell', false],
    ['*Inc', false],
    ['Dell*Dell Inc.', false],
    ['D*l*n*.', true],
  ])('know a vendor by its manufacturer: %s', (vendor, fits) => {
    expect(policyOf([{ vendor, policy: 'on' }], { manufacturer: 'Dell Inc.' })).toBe(fits ? 'on' : 'ask');
  });

  it('want network and vendor where both are written', () => {
    const rules: DiscoveryRule[] = [{ network: 'cluster', vendor: 'Dell*', policy: 'on' }];
    expect(policyOf(rules, { network: 'cluster' })).toBe('ask');
    expect(policyOf(rules, { network: 'cluster', manufacturer: 'Dell Inc.' })).toBe('on');
  });
});
