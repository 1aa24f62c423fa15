import type { LoaderBehaviour } from '../behaviour.ts';
import { eventsOf, expectBooted, expectCalm, expectThat } from '../expect.ts';

/** A server that is not there for a while. */
export const awayBehaviours: readonly LoaderBehaviour[] = [
  {
    id: 'away/while-waiting',
    title: 'goes on asking with pauses while the server is away, and boots when it is back',
    check: async ({ boot }) => {
      const observed = await boot({
        payload: ({ seconds }) =>
          seconds < 30 ? { problems: [{ code: 'X', sentence: 'not yet', remedy: 'wait' }] } : {},
        away: ({ asked, seconds }) => asked > 2 && seconds < 60,
      });
      expectBooted(observed);
      const failed = eventsOf(observed.events, 'script').filter(({ found }) => !found);
      expectThat(failed.length >= 2, 'that it asked while the server was away', `${failed.length} times`, observed);
    },
  },
  {
    id: 'away/for-payload',
    title: 'starts over, with pauses, when the server goes away in the middle of the payload',
    check: async ({ boot }) => {
      expectBooted(await boot({ away: ({ kernels, seconds }) => kernels > 0 && seconds < 40 }));
    },
  },
  {
    id: 'away/for-ever',
    title: 'neither prompts nor restarts when the server never comes back',
    check: async ({ boot }) => {
      const observed = await boot({ away: ({ asked }) => asked > 2, missing: () => true });
      expectCalm(observed);
    },
  },
  {
    id: 'away/no-address',
    title: 'asks on, with pauses, where DHCP does not answer',
    check: async ({ boot }) => {
      expectBooted(await boot({ noAddress: ({ seconds }) => seconds < 10 }));
    },
  },
];
