import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classlessRoutes } from '../../src/dhcp/classless-routes.ts';
import { netmaskOf } from '../../src/ipv4.ts';
import { octets, RUNS } from '../fuzz.ts';

const router = 0x0a000001;

describe('classless static routes (RFC 3442)', () => {
  it.each([
    [0, 0, '00'],
    [0x0a000000, 8, '080a'],
    [0x0a000000, 24, '180a0000'],
    [0x0a110000, 16, '100a11'],
    [0x0a1b8100, 24, '180a1b81'],
    [0x0a198000, 17, '110a1980'],
    [0x0a0a0a0a, 32, '200a0a0a0a'],
  ])('have the destination descriptor of the RFC: %d/%d is %s', (network, prefix, descriptor) => {
    const encoded = classlessRoutes.encode([{ network, prefix, router }]);
    expect(Buffer.from(encoded).toString('hex')).toBe(`${descriptor}0a000001`);
    expect(classlessRoutes.decode(encoded)).toEqual([{ network, prefix, router }]);
  });

  it('lose host bits when written and when read', () => {
    expect(classlessRoutes.decode(classlessRoutes.encode([{ network: 0x0a0000ff, prefix: 24, router }]))).toEqual([
      { network: 0x0a000000, prefix: 24, router },
    ]);
    expect(classlessRoutes.decode(Uint8Array.of(20, 10, 1, 0xff, 10, 0, 0, 1))).toEqual([
      { network: 0x0a01f000, prefix: 20, router },
    ]);
  });

  it.each([[[]], [[33, 1, 2, 3, 4, 5, 6, 7, 8]], [[24, 10, 0, 0, 10, 0, 0]], [[0, 10, 0, 0, 1, 0]]])(
    'are refused when malformed: %j',
    (values) => {
      expect(classlessRoutes.decode(Uint8Array.from(values))).toBeUndefined();
    },
  );

  it('survive both directions', () => {
    const u32 = fc.nat(0xffffffff);
    const route = fc
      .record({ network: u32, prefix: fc.nat(32), router: u32 })
      .map((random) => ({ ...random, network: (random.network & netmaskOf(random.prefix)) >>> 0 }));
    fc.assert(
      fc.property(fc.array(route, { minLength: 1, maxLength: 6 }), (routes) => {
        expect(classlessRoutes.decode(classlessRoutes.encode(routes))).toEqual(routes);
      }),
      { numRuns: RUNS },
    );
  });

  it('never throw, whatever the octets', () => {
    fc.assert(
      fc.property(octets(60), (bytes) => {
        for (const { prefix } of classlessRoutes.decode(bytes) ?? []) expect(prefix).toBeLessThanOrEqual(32);
      }),
      { numRuns: RUNS },
    );
  });
});
