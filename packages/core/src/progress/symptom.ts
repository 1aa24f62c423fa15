import { type Boot, hasPayload, type StageRecord, troubleOf } from './boots/boot.ts';
import type { Symptom } from './diagnose/types.ts';
import type { Expectations } from './expect/expectations.ts';
import { placeOf } from './stages.ts';

/** What is wrong with a boot at a moment, before anybody asked why. */
export interface Finding {
  readonly symptom: Symptom;
  readonly stage: string;
  /** Since when, milliseconds since the epoch. */
  readonly since: number;
}

export interface Moment {
  readonly now: number;
  /** When this server began to listen: machines could not move on before. */
  readonly listening: number;
  readonly expect: Expectations;
  readonly kind: string | undefined;
  /** Bytes a second that others get in a stage. */
  readonly usualRate: (stage: string) => number | undefined;
}

/** A machine that was told to begin again so often without coming up is in a loop. */
const LOOP_BOOTS = 3;
const LOOP_BOOT_FILES = 3;
/** A transfer is not judged by its first seconds, nor by its last bytes. */
const SLOW_AFTER = 10_000;
const SLOW_PART = 0.2;
/** Slower than any link machines boot over: UNDI of old ROMs moves 1.2 MB/s. */
const SLOWEST = 100_000;
/** What a machine may take that is expected to fail at this point. */
const DOOMED = 20_000;

/** The one thing that is wrong; undefined while all is well. Pure. */
export function symptomOf(boot: Boot, moment: Moment): Finding | undefined {
  const trouble = troubleOf(boot);
  if (trouble !== undefined)
    return { symptom: 'failed', stage: trouble, since: boot.stages.get(trouble)?.ended ?? boot.updated };
  const running = [...boot.stages].filter(([, { state }]) => state === 'running');
  const transfers = running.flatMap(([stage, record]) => transferSymptom(stage, record, moment) ?? []);
  const found = transfers.find(({ symptom }) => symptom === 'stalled') ?? transfers[0] ?? loopOf(boot);
  return found ?? (running.length > 0 ? undefined : silence(boot, moment));
}

function transferSymptom(stage: string, record: StageRecord, moment: Moment): Finding | undefined {
  const { now, listening, expect, kind } = moment;
  const since = Math.max(record.moved, listening);
  const limit = record.total === undefined ? expect.wait(kind, stage) : expect.stall;
  if (now - since > limit) return { symptom: 'stalled', stage, since };
  const { sent = 0, total } = record;
  const elapsed = now - record.began;
  if (total === undefined || elapsed < SLOW_AFTER) return undefined;
  const usual = moment.usualRate(stage);
  const least = usual === undefined ? SLOWEST : Math.max(SLOWEST, usual * SLOW_PART);
  return (sent * 1000) / elapsed < least ? { symptom: 'slow', stage, since: record.began } : undefined;
}

function loopOf(boot: Boot): Finding | undefined {
  const bootFile = boot.stages.get('boot-file');
  if (!hasPayload(boot) && !boot.stages.has('script') && (bootFile?.times ?? 0) >= LOOP_BOOT_FILES) {
    return { symptom: 'looping', stage: 'script', since: bootFile?.started ?? boot.opened };
  }
  return boot.attempt < LOOP_BOOTS
    ? undefined
    : { symptom: 'looping', stage: furthestOf(boot) ?? 'dhcp', since: boot.opened };
}

function silence(boot: Boot, moment: Moment): Finding | undefined {
  const awaited = awaitedBy(boot, moment);
  if (awaited === undefined || moment.now <= awaited.until) return undefined;
  const { stage, since } = awaited;
  return { symptom: 'silent', stage, since };
}

interface Awaited {
  readonly stage: string;
  readonly since: number;
  /** Later than this it is late; milliseconds since the epoch, like `since`. */
  readonly until: number;
}

function awaitedBy(boot: Boot, { listening, expect, kind }: Omit<Moment, 'now'>): Awaited | undefined {
  const stage = nextOf(boot);
  if (stage === undefined) return undefined;
  const since = Math.max(boot.updated, listening);
  const menu = furthestOf(boot) === 'script' ? (boot.menu ?? 0) : 0;
  const usual = expect.wait(kind, stage) + menu;
  // A cause that was foreseen needs no patience.
  const limit = boot.cause === undefined ? usual : Math.min(usual, DOOMED);
  return { stage, since, until: since + limit };
}

/** Until then nothing can be found that was not found before, unless the boot goes on or others teach what is usual. Pure. */
export function calmUntil(boot: Boot, moment: Moment): number {
  for (const { state } of boot.stages.values()) if (state === 'running') return moment.now;
  const until = awaitedBy(boot, moment)?.until ?? Infinity;
  return until < moment.now ? Infinity : until;
}

/** The stage that has to come next, by the plan; `script` for a machine without one, for nobody knows what it would get. */
export function nextOf(boot: Boot): string | undefined {
  const furthest = furthestOf(boot);
  const at = furthest === undefined ? -1 : placeOf(furthest);
  if (boot.plan === undefined) return at < placeOf('script') ? 'script' : undefined;
  // Firmware of a known class fetches its boot file before anything asks for a script; where it does so is not told.
  return boot.plan.find((stage) => placeOf(stage) > at);
}

/** The last stage, in the order of a boot, of which anything was seen. */
export function furthestOf(boot: Boot): string | undefined {
  let furthest: string | undefined;
  for (const name of boot.stages.keys()) {
    if (furthest === undefined || placeOf(name) > placeOf(furthest)) furthest = name;
  }
  return furthest;
}
