import type { DhcpBackend } from './backend.ts';
import { dhcpBehaviours } from './behaviours/index.ts';
import { type ConformanceOptions, tryBehaviour } from './run.ts';

/** What a test gets of vitest and node:test: a way to skip itself with a reason. */
export interface TestContext {
  readonly skip: (reason: string) => unknown;
}

/** `describe` and `it` of vitest, node:test or alike. */
export interface TestRunner {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly it: (name: string, body: (context: TestContext) => Promise<void>) => unknown;
}

/**
 * One test for every behaviour. `backend` is asked for when the first one runs, so that `beforeAll` can have started it.
 * What does not apply is skipped with the reason; a departure has its reason in the test's name, and fails when it is none.
 */
export function describeConformance(
  name: string,
  backend: () => DhcpBackend | Promise<DhcpBackend>,
  { describe, it }: TestRunner,
  options: ConformanceOptions = {},
): void {
  const { departures = {} } = options;
  describe(`DHCP conformance of ${name}`, () => {
    for (const behaviour of dhcpBehaviours()) {
      const reason = departures[behaviour.id];
      const title = `${behaviour.id}: ${behaviour.title}`;
      it(reason === undefined ? title : `${title} — DEPARTS: ${reason}`, async (context) => {
        const outcome = await tryBehaviour(behaviour, await backend(), options);
        if (outcome.kind === 'failed') throw outcome.error;
        if (outcome.kind === 'not-asked') context.skip(outcome.reason);
      });
    }
  });
}
