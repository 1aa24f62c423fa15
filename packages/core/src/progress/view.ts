import { type Boot, type StageRecord, troubleOf } from './boots/boot.ts';
import { stolenToken } from './diagnose/token.ts';
import type { Usual } from './expect/learned-times.ts';
import { waitsOf } from './spans.ts';
import { furthestOf, nextOf } from './symptom.ts';
import { placeOf, STAGES } from './stages.ts';
import type { BootState, BootView, StageView } from './view-schema.ts';

export interface ViewOptions {
  /** Milliseconds since the epoch; running transfers are measured against it. */
  readonly now: number;
  /** Stages of plugins, in their order. */
  readonly contributed?: readonly string[];
  /** What is usual for a stage of its kind. */
  readonly usual?: (stage: string) => Usual | undefined;
}

export function stateOf(boot: Boot): BootState {
  if (boot.up !== undefined) return 'up';
  if (boot.ended !== undefined) return 'ended';
  if (boot.stuck !== undefined) return 'stuck';
  const trouble = troubleOf(boot);
  if (trouble !== undefined) return trouble === 'script' ? 'waiting' : 'failed';
  return boot.delivered === true ? 'delivered' : 'booting';
}

/** A boot as it is shown: every stage seen or to come, in order. */
export function viewOf(boot: Boot, options: ViewOptions): BootView {
  const { contributed = [] } = options;
  const state = stateOf(boot);
  const furthest = furthestOf(boot);
  const at = furthest === undefined ? -1 : placeOf(furthest, contributed);
  const usual = boot.node === undefined ? [] : STAGES.filter((stage) => placeOf(stage) < placeOf('kernel'));
  const over = state === 'up' || state === 'ended' || state === 'delivered';
  const names = [...new Set([...usual, ...(boot.plan ?? []), ...boot.stages.keys()])].sort(
    (a, b) => placeOf(a, contributed) - placeOf(b, contributed),
  );
  const waits = waitsOf(boot);
  const stages = names.map((name): StageView => {
    const record = boot.stages.get(name);
    if (record === undefined) {
      const passed = over || placeOf(name, contributed) < at || boot.plan?.includes(name) === false;
      return { stage: name, state: passed ? 'not-seen-here' : 'waiting' };
    }
    return stageView(name, record, waits.get(name) ?? 0, options);
  });
  return {
    ...given(boot, ['id', 'node', 'mac', 'address', 'snapshot', 'clientClass', 'opened', 'updated', 'up', 'ended']),
    ...given({ cause: boot.cause ?? stolenToken(boot) }, ['cause']),
    state,
    ...(boot.attempt > 1 ? { attempt: boot.attempt } : {}),
    ...stageShown(boot, furthest),
    ...(boot.stuck === undefined ? {} : { since: boot.stuck.since }),
    ...(boot.remarks === undefined ? {} : { remarks: boot.remarks.map((remark) => ({ ...remark })) }),
    ...(boot.digests === undefined ? {} : { digests: Object.fromEntries(boot.digests) }),
    stages,
  };
}

function stageShown(boot: Boot, furthest: string | undefined): { stage?: string } {
  const running = [...boot.stages].findLast(([, { state }]) => state === 'running')?.[0];
  const stage =
    boot.stuck?.stage ?? troubleOf(boot) ?? running ?? (boot.up === undefined ? furthest : 'up') ?? nextOf(boot);
  return stage === undefined ? {} : { stage };
}

function stageView(stage: string, record: StageRecord, wait: number, { now, usual }: ViewOptions): StageView {
  const running = record.state === 'running';
  const bytes = running ? record.total : record.bytes;
  const ms = (record.ended ?? now) - record.started;
  const moved = running ? record.sent : record.bytes;
  const time = (running ? now : (record.ended ?? now)) - (running ? record.began : record.started);
  const { wait: medianWait, ms: median } = usual?.(stage) ?? {};
  return {
    stage,
    state: record.state,
    started: record.started,
    ...given(record, ['ended']),
    wait,
    ms: Math.max(0, ms),
    ...(bytes === undefined ? {} : { bytes }),
    ...(running && record.sent !== undefined ? { sent: record.sent } : {}),
    ...(moved === undefined || time <= 0 ? {} : { rate: Math.round((moved * 1000) / time) }),
    ...(record.retries > 0 ? { retries: record.retries } : {}),
    by: record.by,
    ...given({ detail: record.failure?.detail ?? record.detail }, ['detail']),
    ...given({ medianWait, median }, ['medianWait', 'median']),
  };
}

function given<T extends object, K extends keyof T>(
  from: T,
  keys: readonly K[],
): { [P in K]?: Exclude<T[P], undefined> } {
  return Object.fromEntries(keys.flatMap((key) => (from[key] === undefined ? [] : [[key, from[key]]]))) as {
    [P in K]?: Exclude<T[P], undefined>;
  };
}
