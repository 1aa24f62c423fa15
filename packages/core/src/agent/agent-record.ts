import type { AgentManifest } from './manifest.ts';
import { isFailure } from './parse-report.ts';
import type { AgentAnswer, AgentReport, AgentTask, AgentView } from './types.ts';

/** Longer silence than the longest wait and the longest pause after failures together. */
const SILENT_MS = 15 * 60_000;

export interface OrderedTask extends AgentTask {
  readonly done: (report: AgentReport) => void;
}

/** A poll that is not answered yet. */
export interface WaitingPoll {
  readonly have: string | undefined;
  readonly answer: (answer: AgentAnswer) => void;
}

/** What is kept of one node's agent. */
export class AgentRecord {
  seen = 0;
  waiting: WaitingPoll | undefined;
  /** Tasks it has not answered, oldest first. */
  tasks: OrderedTask[] = [];
  /** What it was told of last, and what it said to have. */
  told: string | undefined;
  has: string | undefined;
  /** The last report of something done or kept, or of a failure, and when it came. */
  last: { readonly report: AgentReport; readonly time: number } | undefined;
  /** Why its overlays cannot be rendered. */
  problem: string | undefined;

  /** What there is to tell an agent that has `have`; undefined: nothing. */
  news(manifest: AgentManifest, have: string | undefined): AgentAnswer | undefined {
    const [task] = this.tasks;
    if (task === undefined && manifest.etag === have) return undefined;
    this.told = manifest.etag;
    return { kind: 'manifest', manifest, ...(task === undefined ? {} : { task: { id: task.id, kind: task.kind } }) };
  }

  get isWaiting(): boolean {
    return this.waiting !== undefined;
  }

  /** Answers the poll that waits, if there is something to tell it; says whether. */
  answer(manifest: AgentManifest): boolean {
    const { waiting } = this;
    const news = waiting === undefined ? undefined : this.news(manifest, waiting.have);
    if (waiting === undefined || news === undefined) return false;
    waiting.answer(news);
    return true;
  }

  take(report: AgentReport, time: number): void {
    const task = this.tasks.find(({ id }) => id === report.task);
    if (task !== undefined) this.tasks = this.tasks.filter((other) => other !== task);
    if (task?.kind !== 'diff') {
      if (report.outcome !== 'failed') this.has = this.told;
      if (this.#isNews(report)) this.last = { report, time };
    }
    task?.done(report);
  }

  /** One that fails in the same way again and again is told once. */
  #isNews(report: AgentReport): boolean {
    const last = this.last?.report;
    if (report.outcome === 'unchanged') return report.items.length > 0 || last?.outcome === 'failed';
    return report.outcome !== 'failed' || last?.outcome !== 'failed' || summaryOf(last) !== summaryOf(report);
  }

  view(now: number): AgentView {
    const { seen, last, problem } = this;
    const detail = problem ?? (last === undefined ? undefined : summaryOf(last.report));
    return {
      state: this.#state(now),
      seen,
      ...(last === undefined ? {} : { changed: last.time }),
      ...(detail === undefined ? {} : { detail }),
    };
  }

  #state(now: number): AgentView['state'] {
    if (this.waiting === undefined && now - this.seen > SILENT_MS) return 'silent';
    if (this.problem !== undefined || this.last?.report.outcome === 'failed') return 'failed';
    return this.has === this.told ? 'current' : 'pending';
  }
}

const NAMED = 3;

/** `placed /etc/hosts; removed /etc/motd; 4 more`, failures first. */
export function summaryOf({ outcome, items, detail }: AgentReport): string {
  const failures = items.filter(isFailure);
  const shown = [...failures, ...items.filter((item) => !failures.includes(item))];
  const texts = shown
    .slice(0, NAMED)
    .map((item) => `${item.what} ${item.path}${item.detail === undefined ? '' : ` (${item.detail})`}`);
  const rest = shown.length - texts.length;
  const all = [...(detail === undefined ? [] : [detail]), ...texts, ...(rest > 0 ? [`${rest} more`] : [])];
  return all.length === 0 ? outcome : all.join('; ');
}
