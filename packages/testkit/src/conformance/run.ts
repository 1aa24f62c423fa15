import type { DhcpBackend } from './backend.ts';
import type { Behaviour } from './behaviour.ts';
import { dhcpBehaviours } from './behaviours/index.ts';
import { ConformanceFailure } from './failure.ts';
import { Tools } from './tools.ts';

/** How long answers may take, milliseconds, and how long one is waited for that is not expected to come. */
const PATIENCE = 15_000;
const DEPARTED = 3000;

/** Behaviours a program cannot show, by id, and why: what its documentation or source says. */
export type Departures = Readonly<Record<string, string>>;

/** How it went with one behaviour. */
export type Outcome =
  | { readonly kind: 'shown' }
  /** It does not apply to what the backend is or was configured with. */
  | { readonly kind: 'not-asked'; readonly reason: string }
  /** Not shown, as was said before. */
  | { readonly kind: 'departs'; readonly reason: string; readonly error: Error }
  | { readonly kind: 'failed'; readonly error: Error };

export interface ConformanceResult {
  readonly behaviour: Behaviour;
  readonly outcome: Outcome;
}

export interface ConformanceOptions {
  /** Milliseconds the backend has for an answer; 15000 unless given. */
  readonly patience?: number | undefined;
  readonly departures?: Departures | undefined;
}

export interface RunOptions extends ConformanceOptions {
  /** Which behaviours; all unless given. */
  readonly only?: ((behaviour: Behaviour) => boolean) | undefined;
  /** Called after each. */
  readonly onResult?: ((result: ConformanceResult) => void) | undefined;
}

/** Looks for one behaviour. Never rejects. */
export async function tryBehaviour(
  behaviour: Behaviour,
  backend: DhcpBackend,
  { departures = {}, ...options }: ConformanceOptions = {},
): Promise<Outcome> {
  const notAsked = behaviour.unless?.(backend);
  if (notAsked !== undefined) return { kind: 'not-asked', reason: notAsked };
  const reason = departures[behaviour.id];
  const { patience = PATIENCE } = options;
  const tools = new Tools(backend, { patience: reason === undefined ? patience : Math.min(patience, DEPARTED) });
  try {
    await behaviour.check(tools);
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    error.message = `${behaviour.id}: the backend ${behaviour.title} (${behaviour.source})\n${error.message}`;
    // A socket that cannot be opened is no departure.
    return reason !== undefined && error instanceof ConformanceFailure
      ? { kind: 'departs', reason, error }
      : { kind: 'failed', error };
  } finally {
    await tools.close();
  }
  if (reason === undefined) return { kind: 'shown' };
  const sentence = `${behaviour.id}: the backend is said to depart from this ("${reason}"), but shows it`;
  return { kind: 'failed', error: new Error(sentence) };
}

/** Looks for behaviours one after the other. */
export async function runConformance(
  backend: DhcpBackend,
  { only = () => true, onResult, ...options }: RunOptions = {},
): Promise<readonly ConformanceResult[]> {
  const results: ConformanceResult[] = [];
  for (const behaviour of dhcpBehaviours().filter(only)) {
    const result = { behaviour, outcome: await tryBehaviour(behaviour, backend, options) };
    results.push(result);
    onResult?.(result);
  }
  return results;
}
