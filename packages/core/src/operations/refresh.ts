import { encodeWord } from '../agent/encode.ts';
import type { AgentManifest, ManifestLine } from '../agent/manifest.ts';
import { summaryOf } from '../agent/agent-record.ts';
import { isFailure } from '../agent/parse-report.ts';
import type { AgentItem } from '../agent/types.ts';
import type { ControlContext } from '../control/procedure.ts';
import { agentErrors } from '../errors/agent.ts';
import { messageOf } from '../errors/index.ts';
import { liveGroups } from './live-groups.ts';
import { existingNode, existingNodes } from './nodes.ts';

type Context = Pick<ControlContext, 'site' | 'signal' | 'snapshot'>;

/** How a node fared that was told to refresh. */
export interface Refreshed {
  readonly node: string;
  /** `asked`: its agent is told, and nobody waited for it. */
  readonly result: 'asked' | 'unchanged' | 'updated' | 'failed' | 'no agent' | 'no answer';
  /** Files changed. */
  readonly changes?: number;
  readonly detail?: string;
}

/** For an agent that is on its way back to the server, when nobody waits for its word. */
const ON_ITS_WAY_MS = 60_000;

/**
 * Has the agents of these nodes look at every file of their runtime overlays and put right what differs. `wait` in milliseconds, 0
 * to be told no more than who was asked.
 */
export async function refreshNodes(context: Context, nodeSet: string, wait: number): Promise<Refreshed[]> {
  const { site, snapshot } = context;
  const live = await liveGroups(site, snapshot, nodeSet);
  const nodes = existingNodes((await snapshot()).registry, nodeSet, live);
  return Promise.all(nodes.map((node) => refreshNode(context, node, wait)));
}

async function refreshNode({ site, signal }: Context, node: string, wait: number): Promise<Refreshed> {
  const { agents } = site.services;
  const known = agents.view(node);
  if (known === undefined || known.state === 'silent') return { node, result: 'no agent' };
  const problem = await agents.manifest(node).then(() => undefined, messageOf);
  if (problem !== undefined) return { node, result: 'failed', detail: problem };
  if (wait === 0) {
    void agents.order(node, 'refresh', AbortSignal.timeout(ON_ITS_WAY_MS));
    return { node, result: 'asked' };
  }
  const report = await agents.order(node, 'refresh', AbortSignal.any([signal, AbortSignal.timeout(wait)]));
  if (report === undefined) return { node, result: 'no answer' };
  const { outcome: result, items } = report;
  const changes = items.filter((item) => !isFailure(item) && item.what !== 'kept').length;
  return { node, result, changes, ...(items.length === 0 && result !== 'failed' ? {} : { detail: summaryOf(report) }) };
}

/** One thing on a node that is not as it was given. */
export interface Difference {
  readonly path: string;
  readonly what: string;
  readonly wanted?: string;
  readonly found?: string;
}

/** What on a running node does not match its runtime overlays. Throws AGENT_NOT_HEARD and AGENT_NO_ANSWER. */
export async function diffNode({ site, signal, snapshot }: Context, name: string, wait: number): Promise<Difference[]> {
  const node = existingNode((await snapshot()).registry, name);
  const { agents } = site.services;
  const view = agents.view(node);
  if (view === undefined || view.state === 'silent') throw agentErrors.none(node);
  const manifest = await agents.manifest(node);
  const report = await agents.order(node, 'diff', AbortSignal.any([signal, AbortSignal.timeout(wait)]));
  if (report === undefined) throw agentErrors.noAnswer(node, Math.ceil(wait / 1000));
  return report.items.map((item) => differenceOf(item, manifest));
}

function differenceOf({ what, path, detail }: AgentItem, manifest: AgentManifest): Difference {
  const wanted = wantedOf(what, manifest.lines.get(encodeWord(path)));
  return {
    path,
    what,
    ...(wanted === undefined ? {} : { wanted }),
    ...(detail === undefined ? {} : { found: detail }),
  };
}

function wantedOf(what: string, line: ManifestLine | undefined): string | undefined {
  if (line === undefined) return undefined;
  if (what === 'owner') return line.owner.replace(' ', ':');
  if (what === 'mode') return line.mode;
  return what === 'content' ? line.content : line.type;
}
