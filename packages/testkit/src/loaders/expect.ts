import type { BootSpec, PayloadPart } from '@muster/core';
import type { ObservedBoot } from './boot.ts';
import type { LoaderEvent } from './event.ts';
import { type KernelWord, kernelWords, meantWord } from './kernel-words.ts';
import { LoaderNonconformance } from './nonconformance.ts';
import { NO_ADDRESS_SECONDS, pathOf, samePath } from './server.ts';

type Of<Kind extends LoaderEvent['kind']> = Extract<LoaderEvent, { kind: Kind }>;

export function eventsOf<Kind extends LoaderEvent['kind']>(
  events: readonly LoaderEvent[],
  kind: Kind,
): readonly Of<Kind>[] {
  return events.filter((event): event is Of<Kind> => event.kind === kind);
}

/** @throws {LoaderNonconformance} unless it holds */
export function expectThat(
  holds: boolean,
  expected: string,
  got: string,
  { events }: Pick<ObservedBoot, 'events'>,
): void {
  if (!holds) throw new LoaderNonconformance(expected, got, events);
}

/** The last try fetched all parts once and in order, and the kernel started with them and the node's arguments. */
export function expectBooted(observed: ObservedBoot): void {
  const { events, spec } = observed;
  const started = events.at(-1);
  if (started?.kind !== 'boot') throw new LoaderNonconformance('the kernel to start', 'it did not', events);
  expectCalm(observed);
  const parts = partsOf(spec);
  const last = events.findLastIndex((event) => event.kind === 'payload' && isPart(event.url, spec.kernel));
  const fetched = eventsOf(events.slice(last), 'payload').map(({ url }) => pathOf(url));
  expectPaths('fetches', parts, fetched, observed);
  expectPaths('hands over', parts, [started.kernel, ...started.initrds].map(pathOf), observed);
  expectArguments(spec, started.commandLine, observed);
}

function expectPaths(
  verb: string,
  parts: readonly PayloadPart[],
  got: readonly string[],
  observed: ObservedBoot,
): void {
  const same = parts.length === got.length && parts.every(({ path }, index) => samePath(path, got[index] ?? ''));
  expectThat(same, `that it ${verb} ${parts.map(({ path }) => path).join(', ')}`, got.join(', '), observed);
}

function expectArguments({ args, initrds }: BootSpec, commandLine: string, observed: ObservedBoot): void {
  const names = new Set(initrds.map(({ name }) => name));
  const words = kernelWords(commandLine);
  const own = words.findIndex(({ name, value }) => name !== 'initrd' || !names.has(value ?? ''));
  const got = words.slice(own < 0 ? words.length : own).map(written);
  const meant = args.filter((word) => word !== '').map((word) => written(meantWord(word)));
  const same = got.length === meant.length && got.every((word, index) => word === meant[index]);
  expectThat(same, `the kernel arguments ${JSON.stringify(meant)}`, JSON.stringify(got), observed);
}

function written({ name, value }: KernelWord): string {
  return value === undefined ? name : `${name}=${value}`;
}

/** Nothing was fetched or started that only a node that may boot gets. */
export function expectNoPayload(observed: ObservedBoot): void {
  const started = observed.events.find(({ kind }) => kind === 'payload' || kind === 'boot');
  expectThat(started === undefined, 'no payload to be fetched', started?.kind ?? '', observed);
}

/**
 * What holds in every situation: no line that is no command, no prompt, no restart, none of the loader's ends, and a second
 * at least, paused or waited for DHCP, before a script is asked for again by the same address.
 */
export function expectCalm(observed: ObservedBoot): void {
  const { events } = observed;
  const bad = events.find(({ kind }) => kind === 'complaint' || kind === 'left' || kind === 'spins');
  expectThat(bad === undefined, 'nothing but commands, and neither prompt, restart nor end', bad?.kind ?? '', observed);
  const asked = new Map<string, number>();
  let seconds = 0;
  for (const event of events) {
    if (event.kind === 'pause') seconds += event.seconds;
    if (event.kind === 'address') seconds += event.found ? 1 : NO_ADDRESS_SECONDS;
    if (event.kind !== 'script') continue;
    const before = asked.get(event.url);
    const calm = before === undefined || seconds - before >= 1;
    expectThat(calm, `a pause before ${event.url} is asked for again`, 'none', observed);
    asked.set(event.url, seconds);
  }
}

/** The node boots with all that was given, or it waits with a problem on its screen that says why not: nothing in between. */
export function expectAsGivenOrRefused(observed: ObservedBoot): void {
  if (observed.events.at(-1)?.kind === 'boot') {
    expectBooted(observed);
    return;
  }
  expectCalm(observed);
  expectNoPayload(observed);
  const [problem] = observed.spec.problems;
  expectThat(problem !== undefined, 'a problem that says why it does not boot', 'none', observed);
  expectShown([problem?.sentence.split(' ').slice(0, 2).join(' ') ?? ''], observed);
}

/** Every line of these is on the screen. */
export function expectShown(texts: readonly string[], observed: ObservedBoot): void {
  const shown = eventsOf(observed.events, 'shown').map(({ text }) => text);
  for (const text of texts) {
    expectThat(
      shown.some((line) => line.includes(text)),
      `${JSON.stringify(text)} on the screen`,
      JSON.stringify(shown),
      observed,
    );
  }
}

export function partsOf({ kernel, initrds }: BootSpec): readonly PayloadPart[] {
  return [...(kernel === undefined ? [] : [kernel]), ...initrds];
}

export function isPart(url: string, part: PayloadPart | undefined): boolean {
  return part !== undefined && samePath(part.path, pathOf(url));
}

/** Scripts that the machine asked for by its own MAC. */
export function askedFor({ events }: ObservedBoot, mac: string): readonly Of<'script'>[] {
  const written = [mac, mac.replaceAll(':', '-')];
  return eventsOf(events, 'script').filter(({ url }) => written.some((text) => url.includes(text)));
}
