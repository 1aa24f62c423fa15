import type { TestRunner } from '../conformance/index.ts';
import { loaderBehaviours } from './behaviours/index.ts';
import type { LoaderUnderTest } from './language.ts';
import { type LoaderOptions, tryLoaderBehaviour } from './run.ts';

/** One test for every behaviour. A departure has its reason in the test's name, and fails when it is none. */
export function describeLoaderConformance(
  name: string,
  loader: LoaderUnderTest,
  { describe, it }: TestRunner,
  options: LoaderOptions = {},
): void {
  const { departures = {} } = options;
  describe(`loader conformance of ${name}`, () => {
    for (const behaviour of loaderBehaviours()) {
      const reason = departures[behaviour.id];
      const title = `${behaviour.id}: ${behaviour.title}`;
      it(reason === undefined ? title : `${title} — DEPARTS: ${reason}`, async () => {
        const outcome = await tryLoaderBehaviour(behaviour, loader, options);
        if (outcome.kind === 'failed') throw outcome.error;
      });
    }
  });
}
