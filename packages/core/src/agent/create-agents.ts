import { messageOf } from '../errors/index.ts';
import { registryErrors } from '../errors/registry.ts';
import type { Snapshot } from '../lifecycle/snapshot.ts';
import type { OverlayService } from '../overlay/types.ts';
import type { Logger } from '../plugin/types.ts';
import { AFTER_BOOT } from '../progress/stages.ts';
import type { Timeline } from '../progress/types.ts';
import { foldNodeSet } from '../registry/nodeset-fold.ts';
import { randomId } from '../session/random-id.ts';
import { Admission } from './admission.ts';
import { AgentRecord, summaryOf } from './agent-record.ts';
import { type AgentManifest, manifestOf } from './manifest.ts';
import { SerialQueue } from './serial-queue.ts';
import type { AgentAnswer, Agents } from './types.ts';

export interface AgentsOptions {
  readonly overlays: Pick<OverlayService, 'render'>;
  readonly timeline: Pick<Timeline, 'record'>;
  /** The current snapshot. */
  readonly snapshot: () => Snapshot;
  readonly log: Pick<Logger, 'warn'>;
  readonly admission?: Admission;
}

/** No agents yet. */
export function createAgents({
  overlays,
  timeline,
  snapshot,
  log,
  admission = new Admission(),
}: AgentsOptions): Agents {
  const records = new Map<string, AgentRecord>();
  const queue = new SerialQueue();
  const listeners = new Set<(node: string) => void>();
  /** Snapshots heard of, and whether agents are being told of them. */
  let heard = 0;
  let telling = false;

  const recordOf = (node: string): AgentRecord => {
    const record = records.get(node) ?? new AgentRecord();
    records.set(node, record);
    return record;
  };
  const tell = (node: string): void => {
    for (const listener of listeners) listener(node);
  };
  const manifestNow = async (name: string): Promise<AgentManifest> => {
    const current = snapshot();
    const node = current.registry.node(name);
    if (node === undefined) throw registryErrors.unknownNodes([name], undefined);
    return manifestOf(await overlays.render(node, 'runtime', current));
  };
  /** `took` is told the milliseconds of the work itself, without the wait for its turn. */
  const manifest = (node: string, took: (ms: number) => void = () => undefined): Promise<AgentManifest> =>
    queue.run(() => {
      const began = performance.now();
      return manifestNow(node).finally(() => {
        took(performance.now() - began);
      });
    });
  const watched = async (node: string, record: AgentRecord, took?: (ms: number) => void): Promise<AgentManifest> => {
    const before = record.problem;
    try {
      const made = await manifest(node, took);
      record.problem = undefined;
      return made;
    } catch (error) {
      record.problem = messageOf(error);
      throw error;
    } finally {
      if (record.problem !== before) tell(node);
    }
  };
  /** Answers the poll that waits, if there is something to tell. */
  const wake = async (node: string, record: AgentRecord): Promise<void> => {
    if (record.isWaiting && record.answer(await watched(node, record))) tell(node);
  };
  const tellAll = async (): Promise<void> => {
    let told: number;
    do {
      told = heard;
      const failed = new Map<string, unknown>();
      for (const [node, record] of records) {
        if (snapshot().registry.node(node) === undefined) forget(node, record);
        else await wake(node, record).catch((error: unknown) => failed.set(node, error));
      }
      const [first] = failed.values();
      if (failed.size === 0) continue;
      const nodes = foldNodeSet([...failed.keys()]);
      log.warn({ err: first, nodes }, `running nodes ${nodes} keep what they have: their overlays cannot be rendered`);
    } while (told !== heard);
  };
  const forget = (node: string, record: AgentRecord): void => {
    records.delete(node);
    record.waiting?.answer({ kind: 'same', etag: record.waiting.have ?? '' });
  };

  return {
    manifest: (node) => manifest(node),
    view: (node) => records.get(node)?.view(Date.now()),
    watch: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    async poll({ node, have, wait, gone }) {
      // Whose overlays were rendered here before costs next to nothing: what is made for a node is kept.
      const isNew = records.get(node)?.told === undefined;
      const seconds = isNew ? admission.enter(node, Date.now()) : undefined;
      if (seconds !== undefined) return { kind: 'later', seconds };
      const record = recordOf(node);
      let made: AgentManifest;
      let from: Snapshot;
      let cost = 0;
      try {
        // Who is not waiting yet is not told of a snapshot that becomes current meanwhile.
        do {
          from = snapshot();
          made = await watched(node, record, (ms) => {
            cost = ms;
          });
        } while (snapshot() !== from);
      } finally {
        if (isNew) admission.leave(cost);
      }
      record.seen = Date.now();
      if (have !== undefined) record.has = have;
      if (have === made.etag) record.told = have;
      const news = record.news(made, have);
      tell(node);
      // A node has one agent: what waits already was cut off, or is another's.
      record.waiting?.answer({ kind: 'same', etag: record.waiting.have ?? '' });
      if (news !== undefined || wait <= 0 || gone.aborted) return news ?? { kind: 'same', etag: made.etag };
      return waitFor(record, have, wait, gone);
    },

    report(node, report) {
      const time = Date.now();
      const record = recordOf(node);
      record.seen = time;
      const before = record.last;
      record.take(report, time);
      if (record.last !== before) {
        timeline.record({
          time,
          node,
          stage: AFTER_BOOT,
          outcome: report.outcome === 'failed' ? 'failed' : 'done',
          by: 'node',
          detail: summaryOf(report),
        });
      }
      tell(node);
    },

    changed() {
      heard += 1;
      if (telling) return;
      telling = true;
      void tellAll().finally(() => {
        telling = false;
      });
    },

    order: (node, kind, signal) =>
      new Promise((resolve) => {
        const record = recordOf(node);
        const task = { id: randomId(), kind, done: resolve };
        record.tasks.push(task);
        const giveUp = (): void => {
          record.tasks = record.tasks.filter((other) => other !== task);
          resolve(undefined);
        };
        if (signal.aborted) giveUp();
        else signal.addEventListener('abort', giveUp, { once: true });
        // Why overlays cannot be rendered is in the agent's view.
        void wake(node, record).catch(() => undefined);
      }),
  };
}

function waitFor(record: AgentRecord, have: string | undefined, wait: number, gone: AbortSignal): Promise<AgentAnswer> {
  return new Promise((resolve) => {
    const answer = (given: AgentAnswer): void => {
      clearTimeout(timer);
      gone.removeEventListener('abort', nothing);
      if (record.waiting === waiting) record.waiting = undefined;
      record.seen = Date.now();
      resolve(given);
    };
    const nothing = (): void => {
      answer({ kind: 'same', etag: have ?? '' });
    };
    const waiting = { have, answer };
    record.waiting = waiting;
    const timer = setTimeout(nothing, wait).unref();
    gone.addEventListener('abort', nothing, { once: true });
  });
}
