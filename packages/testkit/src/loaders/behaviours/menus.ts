import type { LoaderBehaviour } from '../behaviour.ts';
import type { ObservedBoot } from '../boot.ts';
import { eventsOf, expectBooted, expectNoPayload, expectThat } from '../expect.ts';
import type { LoaderEvent } from '../event.ts';

const MENU = { boot: { timeout: 7 } };
const DISK = { boot: { from: 'disk' } };

/** The entry whose id or title says so. */
const entry =
  (wanted: RegExp) =>
  (entries: readonly string[]): string | undefined =>
    entries.find((one) => wanted.test(one));

/** Menus, and the machine's own disk. */
export const menuBehaviours: readonly LoaderBehaviour[] = [
  {
    id: 'menu/default',
    title: 'shows a menu for the node’s timeout, and then boots the payload',
    check: async ({ boot }) => {
      const observed = await boot({ fields: MENU });
      expectBooted(observed);
      const [menu] = eventsOf(observed.events, 'menu');
      expectThat(menu?.seconds === 7, 'a menu of 7 s', `${menu?.seconds ?? 'none'}`, observed);
    },
  },
  {
    id: 'menu/waits',
    title: 'waits for somebody’s choice where the node’s timeout says so',
    check: async ({ boot }) => {
      const observed = await boot({ fields: { boot: { timeout: -1 } }, choose: entry(/payload/i) });
      expectBooted(observed);
      const [menu] = eventsOf(observed.events, 'menu');
      expectThat(menu !== undefined && menu.seconds === undefined, 'a menu without a timeout', 'none', observed);
    },
  },
  {
    id: 'menu/failure',
    title: 'goes on by itself when the payload that was taken cannot be fetched, and boots when it can',
    check: async ({ boot }) => {
      const missing = (name: string, { kernels }: { readonly kernels: number }): boolean =>
        name === 'system' && kernels < 3;
      expectBooted(await boot({ fields: MENU, missing }));
    },
  },
  {
    id: 'menu/disk',
    title: 'starts the machine’s own disk when somebody takes that',
    check: async ({ boot }) => {
      expectDisk(await boot({ fields: MENU, choose: entry(/disk/i) }));
    },
  },
  {
    id: 'menu/disk-by-default',
    title: 'starts the machine’s own disk after the menu where the node says so',
    check: async ({ boot }) => {
      expectDisk(await boot({ fields: { boot: { ...MENU.boot, ...DISK.boot } } }));
    },
  },
  {
    id: 'disk/policy',
    title: 'starts the machine’s own disk without a menu where the node says so',
    check: async ({ boot }) => {
      expectDisk(await boot({ fields: DISK }));
    },
  },
  {
    id: 'disk/told',
    title: 'tells the server that the machine starts from its own disk, and starts it when nobody listens',
    check: async ({ boot }) => {
      const observed = await boot({ fields: DISK });
      const told = observed.events.find((event) => 'url' in event && /\/v1\/report\/.*[?&]stage=disk/.test(event.url));
      expectThat(told !== undefined, 'a report of the stage "disk"', 'none', observed);
      expectDisk(observed);
    },
  },
  {
    id: 'disk/none',
    title: 'hands the machine back to its firmware where there is no disk to start: no prompt, no restart',
    check: async ({ boot }) => {
      const observed = await boot({ fields: DISK, facts: { disk: false } });
      expectLeft(observed, ['firmware']);
    },
  },
];

function expectDisk(observed: ObservedBoot): void {
  expectLeft(observed, ['local-disk', 'firmware']);
}

/** UEFI firmware may be what goes on with the disk. */
function expectLeft(observed: ObservedBoot, ways: readonly string[]): void {
  const last: LoaderEvent | undefined = observed.events.at(-1);
  const how = last?.kind === 'left' ? last.how : (last?.kind ?? 'nothing');
  expectThat(ways.includes(how), `that it leaves for ${ways.join(' or ')}`, how, observed);
  const report = (url: string): boolean => url.includes('/v1/report/');
  const events = observed.events.filter((event) => !(event.kind === 'payload' && report(event.url)));
  expectNoPayload({ ...observed, events });
  const complaint = events.find(({ kind }) => kind === 'complaint');
  expectThat(complaint === undefined, 'nothing but commands', complaint?.kind ?? '', observed);
}
