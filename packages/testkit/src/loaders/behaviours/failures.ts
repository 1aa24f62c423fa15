import type { LoaderBehaviour, LoaderTools } from '../behaviour.ts';
import type { ObservedBoot } from '../boot.ts';
import { askedFor, eventsOf, expectBooted, expectCalm, expectThat } from '../expect.ts';
import { SAMPLE } from '../site.ts';
import type { Situation } from '../situation.ts';

/** A boot that fails twice and then could work. */
async function mends(id: string, { boot }: LoaderTools, situation: Situation): Promise<void> {
  const observed = await boot(situation);
  expectBooted(observed);
  expectAskedWithToken(observed, id);
}

/** By its token a machine that failed half way shows that it is the one that claimed the boot. */
function expectAskedWithToken(observed: ObservedBoot, id: string): void {
  const { events } = observed;
  const first = events.findIndex((event) => event.kind === 'payload');
  const again = askedFor({ ...observed, events: events.slice(first) }, SAMPLE.mac);
  expectThat(again.length > 0, 'that it asks for its script again', id, observed);
  for (const { url } of again) {
    expectThat(
      new URL(url).searchParams.get('token') === 'TOKEN',
      'token=TOKEN in the request for its script',
      url,
      observed,
    );
  }
}

const PARTS = ['kernel', 'image', 'system', 'runtime', 'session'];

/** Something that cannot be fetched or started. */
export const failureBehaviours: readonly LoaderBehaviour[] = [
  ...PARTS.map(
    (part): LoaderBehaviour => ({
      id: `failure/${part}`,
      title: `asks for its script again, with its token, when ${part} cannot be fetched, and boots when it can`,
      check: (tools) => mends(part, tools, { missing: (name, { seconds }) => name === part && seconds < 12 }),
    }),
  ),
  {
    id: 'failure/start',
    title: 'does the same when the kernel does not start, and keeps nothing of the try before',
    check: (tools) => mends('start', tools, { refusesStart: ({ seconds }) => seconds < 12 }),
  },
  {
    id: 'failure/told',
    title: 'says on the screen that it failed',
    check: async ({ boot }) => {
      const observed = await boot({ missing: (name, { seconds }) => name === 'image' && seconds < 1 });
      const failed = observed.events.findIndex((event) => event.kind === 'payload' && !event.found);
      const after = eventsOf(observed.events.slice(failed), 'shown').map(({ text }) => text);
      const said = after.some((text) => /could not|failed|cannot/i.test(text));
      expectThat(said, 'a line that says so', JSON.stringify(after), observed);
    },
  },
  {
    id: 'failure/for-ever',
    title: 'tries on with pauses while the payload is missing: no prompt, no restart',
    check: async ({ boot }) => {
      const observed = await boot({ missing: (name) => name === 'runtime' });
      expectCalm(observed);
      const tries = eventsOf(observed.events, 'payload').filter(({ found }) => !found).length;
      expectThat(tries >= 3, 'that it tries on', `${tries} tries`, observed);
    },
  },
];
