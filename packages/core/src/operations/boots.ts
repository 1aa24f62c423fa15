import { parseMac } from '@muster/wire';
import type { ControlContext } from '../control/procedure.ts';
import type { ProgressEvent } from '../progress/types.ts';
import type { BootState, BootView } from '../progress/view-schema.ts';
import { operationErrors } from '../errors/operations.ts';
import { withAgent } from './agents.ts';
import { liveGroups } from './live-groups.ts';
import { existingNode, listedNodes } from './nodes.ts';

type Context = Pick<ControlContext, 'site' | 'signal' | 'snapshot'>;

/** Latest boot of each node of a node set, in its order; without one, of every node, and then of machines that are none. */
export async function listBoots({ site, snapshot }: Context, nodeSet: string | undefined): Promise<BootView[]> {
  await site.boots.load();
  const view = (await snapshot()).registry;
  const live = await liveGroups(site, snapshot, nodeSet);
  const names = nodeSet === undefined ? view.nodeNames : listedNodes(view, nodeSet, live);
  const boots = site.boots.list().map((boot) => withAgent(site, boot));
  const latest = new Map(boots.flatMap((boot) => (boot.node === undefined ? [] : [[boot.node, boot]])));
  const nodes = names.map(
    (node): BootView => latest.get(node) ?? withAgent(site, { node, state: 'never', stages: [] }),
  );
  return nodeSet === undefined ? [...nodes, ...boots.filter(({ node }) => node === undefined)] : nodes;
}

/** Boots of one machine, by node name or MAC, oldest first. Throws for a name that is neither known nor ever seen. */
export async function bootsOf({ site, snapshot }: Context, who: string): Promise<BootView[]> {
  await site.boots.load();
  const boots = site.boots.of(who);
  if (boots.length > 0) return boots;
  if (parseMac(who) === undefined) existingNode((await snapshot()).registry, who);
  return [];
}

/** The full state first, then what changed, until the caller is gone. Throws NODE_SET_EMPTY: nobody would ever be seen. */
export async function* watchBoots(
  context: Context,
  nodeSet: string | undefined,
): AsyncGenerator<{ full: boolean; boots: BootView[] }> {
  const first = await listBoots(context, nodeSet);
  if (nodeSet !== undefined && first.length === 0) throw operationErrors.noNodes(nodeSet);
  const wanted = nodeSet === undefined ? undefined : new Set(first.map(({ node }) => node));
  const changes = queueOf<BootView[]>(context.signal);
  const { site } = context;
  const stopBoots = site.boots.watch((boots) => {
    changes.put(boots.map((boot) => withAgent(site, boot)));
  });
  const stopAgents = site.services.agents.watch((node) => {
    const boot = site.boots.of(node).at(-1) ?? { node, state: 'never', stages: [] };
    changes.put([withAgent(site, boot)]);
  });
  try {
    yield { full: true, boots: first };
    for await (const boots of changes) {
      const told = wanted === undefined ? boots : boots.filter(({ node }) => wanted.has(node));
      if (told.length > 0) yield { full: false, boots: told };
    }
  } finally {
    stopBoots();
    stopAgents();
  }
}

/** Events of one machine from the journal, and with `follow` those to come until the caller is gone. */
export async function* bootEvents(
  context: Context,
  who: string | undefined,
  follow: boolean,
): AsyncGenerator<ProgressEvent> {
  const { site, signal } = context;
  if (who !== undefined) await bootsOf(context, who);
  const coming = queueOf<ProgressEvent>(signal);
  const stop = site.services.timeline.subscribe((event) => {
    if (who === undefined || event.node === who || event.mac === who) coming.put(event);
  });
  try {
    const from = Date.now();
    for await (const event of site.boots.history(who)) if (event.time <= from) yield event;
    if (!follow) return;
    for await (const event of coming) yield event;
  } finally {
    stop();
  }
}

/** Waits until every node of the set is in `state`, at most `timeout` milliseconds; nobody is waited for in an empty set. */
export async function waitForBoots(
  context: Context,
  nodeSet: string,
  state: BootState,
  timeout: number,
): Promise<{ reached: boolean; boots: BootView[] }> {
  if ((await listBoots(context, nodeSet)).length === 0) return { reached: true, boots: [] };
  const waiting = new AbortController();
  const timer = setTimeout(() => {
    waiting.abort();
  }, timeout);
  const signal = AbortSignal.any([context.signal, waiting.signal]);
  const known = new Map<string | undefined, BootView>();
  const reached = (): boolean => [...known.values()].every((boot) => boot.state === state);
  try {
    for await (const { boots } of watchBoots({ ...context, signal }, nodeSet)) {
      for (const boot of boots) known.set(boot.node, boot);
      if (reached()) break;
    }
  } finally {
    clearTimeout(timer);
  }
  return { reached: reached(), boots: [...known.values()] };
}

/** Values put in by callbacks, taken out by a loop that ends with the signal. */
function queueOf<T>(signal: AbortSignal): { put: (value: T) => void } & AsyncIterable<T> {
  const values: T[] = [];
  let wake: (() => void) | undefined;
  const onAbort = (): void => wake?.();
  signal.addEventListener('abort', onAbort, { once: true });
  return {
    put: (value) => {
      values.push(value);
      wake?.();
    },
    async *[Symbol.asyncIterator]() {
      while (!signal.aborted) {
        const value = values.shift();
        if (value !== undefined) yield value;
        else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          wake = undefined;
        }
      }
    },
  };
}
