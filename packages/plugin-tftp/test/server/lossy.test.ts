import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bench, bytesRoute, content, fetchFile } from '../support.ts';

/** A wire that loses packets: which ones follows from the seed alone. */
function lossy(seed: number, percent: number): () => boolean {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) % 100 < percent;
  };
}

describe('a transfer over a wire that loses packets', () => {
  it('arrives whole, whatever is lost', async () => {
    const bytes = content(15_000);
    const at = await bench({ routes: [bytesRoute('/file', bytes)] }, { transfersPerClient: 1000 });
    const cases = fc.record({
      seed: fc.nat(),
      percent: fc.integer({ min: 1, max: 10 }),
      blksize: fc.integer({ min: 400, max: 1468 }),
      windowsize: fc.integer({ min: 1, max: 64 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(cases, { minLength: 40, maxLength: 40 }), async (batch) => {
        const fetched = batch.map(({ seed, percent, blksize, windowsize }) => {
          const options = { blksize: String(blksize), windowsize: String(windowsize) };
          return fetchFile(at.port, 'file', { options, loses: lossy(seed, percent), patience: 50 });
        });
        for (const { bytes: received } of await Promise.all(fetched)) expect(received.equals(bytes)).toBe(true);
      }),
      { numRuns: 3 },
    );
    await at.server.close();
  }, 300_000);
});
