import fc from 'fast-check';
import { vi } from 'vitest';

/** Cases of each property test; `test:full` raises it. */
export const RUNS = Number(process.env.MUSTER_FUZZ_RUNS ?? 2000);

// The full run has a hundred thousand cases a property on machines that do other work as well.
vi.setConfig({ testTimeout: 30_000 + RUNS * 10 });

export const octets = (maxLength: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ maxLength });

/** One of `samples` with some octets replaced and perhaps its end cut off: nearly valid input. */
export function mutated(samples: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const change = fc.record({ at: fc.nat(), value: fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 255)) });
  return fc
    .record({
      sample: fc.constantFrom(...samples),
      changes: fc.array(change, { maxLength: 8 }),
      keep: fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, fc.double({ min: 0, max: 1, noNaN: true })),
    })
    .map(({ sample, changes, keep }) => {
      const bytes = Uint8Array.from(sample.subarray(0, Math.floor(sample.length * keep)));
      for (const { at, value } of changes) {
        if (bytes.length > 0) bytes[at % bytes.length] = value;
      }
      return bytes;
    });
}

/** The code of the error that `run` throws; fails the test when it throws none. */
export function codeOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
  return 'nothing was thrown';
}

/** Text that survives as a field ended by NUL. */
export const plainText = (maxOctets: number): fc.Arbitrary<string> =>
  fc
    .string({ unit: 'grapheme', maxLength: maxOctets })
    .map((text) => text.replaceAll('\0', ''))
    .filter((text) => Buffer.byteLength(text) <= maxOctets);
