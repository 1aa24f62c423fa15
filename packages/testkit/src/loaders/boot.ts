import type { BootSpec } from '@muster/core';
import type { LoaderEvent } from './event.ts';
import { LoaderEnded } from './fault.ts';
import type { LoaderModel, LoaderStart, LoaderUnderTest } from './language.ts';
import { LoaderMachine } from './machine.ts';
import { LoaderServer } from './server.ts';
import { loaderSite, SAMPLE } from './site.ts';
import type { Situation } from './situation.ts';

/** A boot that was looked at. */
export interface ObservedBoot {
  readonly events: readonly LoaderEvent[];
  /** What the node was to boot when it ended. */
  readonly spec: BootSpec;
}

/** How a loader is run: which model of it, and from where. */
export interface LoaderRun {
  readonly loader: LoaderUnderTest;
  readonly model: LoaderModel;
  readonly start: LoaderStart;
}

/** Boots the sample machine in a situation, until it boots, leaves the loader, or there is enough to see. */
export async function boot({ loader, model, start }: LoaderRun, situation: Situation): Promise<ObservedBoot> {
  const payload = (): object => {
    const { payload: given = {} } = situation;
    return typeof given === 'function' ? given(server?.progress ?? { asked: 0, kernels: 0, seconds: 0 }) : given;
  };
  let server: LoaderServer | undefined;
  const test = await loaderSite(loader, situation, payload);
  try {
    server = new LoaderServer(situation, test, loader.through);
    if (situation.refused === true) await server.takeBoot();
    const facts = { ...SAMPLE, ...situation.facts };
    const machine = new LoaderMachine(facts, server);
    await runUntilEnded(machine, model, await start.url(test, facts));
    const spec = (await server.assignment())?.spec;
    if (spec === undefined) throw new Error('the sample machine is no node');
    return { events: machine.events, spec };
  } finally {
    await test.close();
  }
}

async function runUntilEnded(machine: LoaderMachine, model: LoaderModel, url: string): Promise<void> {
  try {
    await model.run(await machine.script(url), url, machine);
  } catch (error) {
    if (!(error instanceof LoaderEnded)) throw error;
  }
}
