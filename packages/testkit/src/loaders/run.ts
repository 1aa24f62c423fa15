import { boot, type LoaderRun } from './boot.ts';
import type { LoaderBehaviour } from './behaviour.ts';
import { loaderBehaviours } from './behaviours/index.ts';
import type { LoaderUnderTest } from './language.ts';
import { LoaderNonconformance } from './nonconformance.ts';

/** Behaviours a loader cannot show, by id, and why. */
export type LoaderDepartures = Readonly<Record<string, string>>;

/** How it went with one behaviour. */
export type LoaderOutcome =
  | { readonly kind: 'shown' }
  /** Not shown by one of the models at least, as was said before. */
  | { readonly kind: 'departs'; readonly reason: string; readonly error: Error }
  | { readonly kind: 'failed'; readonly error: Error };

export interface LoaderResult {
  readonly behaviour: LoaderBehaviour;
  readonly outcome: LoaderOutcome;
}

export interface LoaderOptions {
  readonly departures?: LoaderDepartures | undefined;
}

/** Looks for one behaviour, with every model of the loader, and from everywhere it starts. Never rejects. */
export async function tryLoaderBehaviour(
  behaviour: LoaderBehaviour,
  loader: LoaderUnderTest,
  { departures = {} }: LoaderOptions = {},
): Promise<LoaderOutcome> {
  const reason = departures[behaviour.id];
  for (const run of runsOf(loader)) {
    const error = await failureOf(behaviour, run);
    if (error === undefined) continue;
    return reason !== undefined && error instanceof LoaderNonconformance
      ? { kind: 'departs', reason, error }
      : { kind: 'failed', error };
  }
  if (reason === undefined) return { kind: 'shown' };
  const sentence = `${behaviour.id}: the loader is said to depart from this ("${reason}"), but shows it`;
  return { kind: 'failed', error: new Error(sentence) };
}

/** Every model from the first start, and the first model from the others. */
function runsOf(loader: LoaderUnderTest): LoaderRun[] {
  const { models, starts } = loader;
  return starts.flatMap((start, index) =>
    models.slice(0, index === 0 ? undefined : 1).map((model) => ({ loader, model, start })),
  );
}

async function failureOf(behaviour: LoaderBehaviour, run: LoaderRun): Promise<Error | undefined> {
  try {
    await behaviour.check({ boot: (situation) => boot(run, situation) });
    return undefined;
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    const where = `${run.model.name}, from ${run.start.name}`;
    error.message = `${behaviour.id}: the loader ${behaviour.title} (${where})\n${error.message}`;
    return error;
  }
}

/** Looks for behaviours one after the other. */
export async function runLoaderConformance(
  loader: LoaderUnderTest,
  { only = () => true, ...options }: LoaderOptions & { readonly only?: (behaviour: LoaderBehaviour) => boolean } = {},
): Promise<readonly LoaderResult[]> {
  const results: LoaderResult[] = [];
  for (const behaviour of loaderBehaviours().filter(only)) {
    results.push({ behaviour, outcome: await tryLoaderBehaviour(behaviour, loader, options) });
  }
  return results;
}
