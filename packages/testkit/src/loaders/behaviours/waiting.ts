import type { BootProblem } from '@muster/core';
import type { LoaderBehaviour } from '../behaviour.ts';
import type { Situation } from '../situation.ts';
import { expectBooted, expectCalm, expectNoPayload, expectShown, expectThat, eventsOf } from '../expect.ts';

const PROBLEM: BootProblem = {
  code: 'RACK_DARK',
  sentence: 'rack 7 of node n01 has no power budget left',
  remedy: 'muster node set n01 --tag rack=8',
};

/** Texts that would end a quote, expand, continue a line or be commands of their own. */
const TEXTS = [
  'it\'s "so" `reboot` $(reboot) ${net0/mac} $net_default_mac',
  'a || reboot && reboot ; reboot | reboot & reboot',
  'a\nreboot\rreboot\tb',
  'ends with a backslash \\',
  '# no comment { reboot } [ -z ] %n %s',
  'Ünïcödé 日本 \u0000\u001b[2J\u2028',
  `long ${'x'.repeat(5000)}`,
  "';reboot;'",
  '";reboot;"',
  '-n',
  '',
];

/** A machine that cannot boot now. */
export const waitBehaviours: readonly LoaderBehaviour[] = [
  {
    id: 'wait/problem',
    title: 'says why a node cannot boot, asks again after a pause, and boots once nothing is in the way',
    check: async ({ boot }) => {
      const observed = await boot({ payload: ({ seconds }) => (seconds < 60 ? { problems: [PROBLEM] } : {}) });
      expectShown([PROBLEM.sentence, PROBLEM.remedy], observed);
      expectBooted(observed);
    },
  },
  {
    id: 'wait/for-ever',
    title: 'waits as long as it takes, without a payload',
    check: async ({ boot }) => {
      const observed = await boot({ payload: { problems: [PROBLEM] } });
      expectCalm(observed);
      expectNoPayload(observed);
      const asked = eventsOf(observed.events, 'script').length;
      expectThat(asked >= 12, 'that it goes on asking', `${asked} scripts`, observed);
    },
  },
  {
    id: 'wait/refused',
    title: 'says that the boot is another machine’s, and gets nothing of it',
    check: async ({ boot }) => {
      const observed = await boot({ refused: true });
      expectCalm(observed);
      expectNoPayload(observed);
      expectThat(eventsOf(observed.events, 'pause').length > 0, 'a pause', 'none', observed);
    },
  },
  {
    id: 'wait/texts',
    title: 'shows any text without running, expanding or stumbling over it',
    check: async ({ boot }) => {
      const withText = (text: string): Situation => ({
        payload: { problems: [{ code: 'TEXT', sentence: text, remedy: text }] },
        until: (events) => eventsOf(events, 'pause').length === 2,
      });
      const lines = eventsOf((await boot(withText('plain'))).events, 'shown').length;
      for (const text of TEXTS) {
        const observed = await boot(withText(text));
        expectCalm(observed);
        expectNoPayload(observed);
        const got = eventsOf(observed.events, 'shown').length;
        expectThat(got === lines, `${lines} lines on the screen, as with a plain text`, `${got}`, observed);
        const words = text.match(/[a-z0-9]{2,}/g) ?? [];
        expectShown(words.filter((word) => !text.includes('${') && word.length < 100).slice(0, 2), observed);
      }
    },
  },
];
