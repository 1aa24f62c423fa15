import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIRMWARE, ovmfPxe } from '../../../wire/test/fixtures/firmware.ts';
import { ask, proxyBench } from './proxy-bench.ts';

const numRuns = Number(process.env.MUSTER_FUZZ_RUNS ?? 2000);

/** A packet of firmware with some octets changed and its end cut off or made longer. */
const mutated = fc
  .tuple(
    fc.constantFrom(...FIRMWARE.map(({ packet }) => packet)),
    fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 12 }),
    fc.option(fc.nat(400), { nil: undefined }),
    fc.uint8Array({ maxLength: 64 }),
  )
  .map(([seed, changes, cut, tail]) => {
    const packet = Buffer.concat([seed.subarray(0, cut ?? seed.length), tail]);
    for (const [offset, value] of changes) if (offset < packet.length) packet[offset] = value;
    return packet;
  });
const packets = fc.oneof(
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 700 }) },
  { weight: 4, arbitrary: mutated },
);
const from = fc.record({
  remoteAddress: fc.constantFrom('0.0.0.0', '10.0.0.120', '10.1.0.2', '192.0.2.1'),
  remotePort: fc.nat(65_535),
});

describe('a proxy under packets from anywhere', () => {
  it('gives no address, refuses nobody, sends to its networks only, and goes on', async () => {
    const { proxy, boot } = proxyBench();
    await fc.assert(
      fc.asyncProperty(packets, from, fc.boolean(), async (packet, arrival, toBoot) => {
        for (const { address, port, message } of await ask(toBoot ? boot : proxy, packet, arrival)) {
          expect(message.yiaddr).toBe(0);
          expect([2, 5]).toContain(message.options.get(53)?.[0]);
          expect(message.options.has(51)).toBe(false);
          if (toBoot) expect([address, port]).toEqual([arrival.remoteAddress, arrival.remotePort]);
          if (toBoot) expect(address).toMatch(/^10\.[01]\.0\./);
          // Relay agents are where they say they are.
          else if (message.giaddr === 0) expect([address, port]).toEqual(['255.255.255.255', 68]);
        }
      }),
      { numRuns },
    );
    for (const engine of [proxy, boot]) expect(engine.dropped.get('failed')).toBeUndefined();
    expect(await ask(proxy, ovmfPxe.packet)).toHaveLength(2);
  }, 600_000);
});
