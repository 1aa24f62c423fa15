import type { PayloadPart } from '@muster/core';
import type { LoaderBehaviour } from '../behaviour.ts';
import { askedFor, expectAsGivenOrRefused, expectBooted, expectThat } from '../expect.ts';
import { SAMPLE } from '../site.ts';
import type { Payload } from '../situation.ts';

const part = (role: string, name: string, path: string): PayloadPart => ({ role, name, path });

/** A first stage, and what it fetches itself. */
const TWO_STAGES: Payload = {
  initrds: [part('initramfs', 'initramfs', `/blobs/sha256/${'c'.repeat(64)}`)],
  args: ['rd.neednet=1', 'ip=dhcp', 'root=muster:http://10.0.0.1:9873/v1/deploy/52:54:00:00:00:01'],
  deploy: [
    part('image', 'image', `/blobs/sha256/${'b'.repeat(64)}`),
    part('system', 'system', '/system/n01?compress=gz'),
  ],
};

/** Twelve, none of which sorts by name as it is to be unpacked. */
const MANY: readonly PayloadPart[] = Array.from({ length: 12 }, (_, index) =>
  part('extra', `part${(index * 7) % 12}`, `/extra/${12 - index}?n=${index}&of=12`),
);

/** A plugin may know nothing of what loaders make of these. */
const HOSTILE_PATHS = [
  '/a b',
  "/it's",
  '/"a"',
  '/${net0/mac}',
  '/$net_default_mac/$1',
  '/a;reboot',
  '/a\nreboot',
  '/a||b&&c|d{e}f<g>',
  '/ü',
  '/a\\',
  '/a#b',
];

/** What is fetched and started when nothing goes wrong. */
export const payloadBehaviours: readonly LoaderBehaviour[] = [
  {
    id: 'payload/single-stage',
    title: 'fetches kernel, image and overlays once and in order, and starts the kernel with them',
    check: async ({ boot }) => {
      expectBooted(await boot({}));
    },
  },
  {
    id: 'payload/two-stages',
    title: 'fetches kernel and first stage, and leaves the rest to it',
    check: async ({ boot }) => {
      expectBooted(await boot({ payload: TWO_STAGES }));
    },
  },
  {
    id: 'payload/no-initrds',
    title: 'boots a kernel that has none but the initrd of its session',
    check: async ({ boot }) => {
      expectBooted(await boot({ payload: { initrds: [] } }));
    },
  },
  {
    id: 'payload/many-initrds',
    title: 'keeps twelve initrds in order, whatever their names are',
    check: async ({ boot }) => {
      expectBooted(await boot({ payload: { initrds: MANY } }));
    },
  },
  {
    id: 'payload/urls',
    title: 'asks for paths and queries as they are: "%", "&", "=", "+", "~", ":" and ","',
    check: async ({ boot }) => {
      const path = '/extra/a%20b%2Fc/d+e~f:g,h?x=1&y=%26&z=a=b';
      expectBooted(await boot({ payload: { initrds: [part('extra', 'extra', path)] } }));
    },
  },
  {
    id: 'payload/hostile-urls',
    title: 'asks for paths and names with blanks, quotes and operators as they are, or refuses them',
    check: async ({ boot }) => {
      for (const path of HOSTILE_PATHS) {
        expectAsGivenOrRefused(await boot({ payload: { initrds: [part('extra', 'extra', path)] } }));
      }
      expectAsGivenOrRefused(await boot({ payload: { initrds: [part('extra', 'a b ${net0/mac}', '/extra')] } }));
    },
  },
  {
    id: 'payload/own-card',
    title: 'asks by the MAC address of the card the machine boots over',
    check: async ({ boot }) => {
      const observed = await boot({});
      expectThat(askedFor(observed, SAMPLE.mac).length > 0, `a script for ${SAMPLE.mac}`, 'none', observed);
      const wrong = askedFor(observed, SAMPLE.otherMac);
      expectThat(wrong.length === 0, 'no script for its other card', wrong[0]?.url ?? '', observed);
      expectBooted(observed);
    },
  },
];
