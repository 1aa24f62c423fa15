import { describe, expect, it } from 'vitest';
import { leasesIn, openLeases } from '../../src/run/leases.ts';

const MAC = '52:54:00:00:00:01';
const OTHER = '52:54:00:00:00:02';

describe('who holds which address', () => {
  it("is known at the start by dnsmasq's own file, whatever else stands in there", () => {
    const text = `1795758188 ${MAC} 10.0.0.11 n01 01:${MAC}\n0 ${OTHER} 10.0.0.12 * *\nduid 00:01\n1795 nonsense 10.0.0.13 * *\n17957`;
    expect([...leasesIn(text)]).toEqual([
      ['10.0.0.11', { mac: MAC, until: 1_795_758_188_000 }],
      ['10.0.0.12', { mac: OTHER, until: Number.POSITIVE_INFINITY }],
    ]);
  });

  it('is nobody when there is no file yet', async () => {
    const leases = await openLeases('/nonexistent/leases', () => true);
    expect(leases.holder('10.0.0.11', 0)).toBeUndefined();
  });
});
