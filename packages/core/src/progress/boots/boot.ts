import type { Cause } from '../diagnose/types.ts';
import { DISK, PAYLOAD, placeOf } from '../stages.ts';
import type { ProgressEvent, TransferProgress } from '../types.ts';

/**
 * What is known of one stage of a boot. Times are milliseconds since the epoch. What is over is set to undefined: `delete` would
 * make every record a dictionary of its own in V8, several times as large.
 */
export interface StageRecord {
  state: 'running' | 'done' | 'failed';
  /** First sign of the stage, and the end of its last attempt. */
  started: number;
  ended?: number | undefined;
  /** When the last attempt began, and when its bytes were last seen to move. */
  began: number;
  moved: number;
  /** Bytes of the last transfer that ended; while one runs, those sent so far and those it will have. */
  bytes?: number;
  sent?: number | undefined;
  total?: number;
  /** Attempts after a failed one, and how often it was done. */
  retries: number;
  times: number;
  by: string;
  detail?: string;
  /** The last attempt that failed; gone once one succeeds. */
  failure?: { readonly detail?: string; readonly code?: string } | undefined;
}

/** What somebody else was refused in the name of the node while this boot was its latest. */
export interface Remark {
  /** The last time, and how often. */
  time: number;
  times: number;
  readonly stage: string;
  readonly address?: string;
  readonly code?: string;
  readonly detail?: string;
}

/** One boot of one machine, compact and mutable; {@link viewOf} shows it. */
export interface Boot {
  readonly id: string;
  node?: string;
  mac?: string;
  address?: string;
  snapshot?: number;
  clientClass?: string;
  /** Something was heard of the loader: its firmware started it. */
  loaderRan?: true;
  readonly opened: number;
  /** Last sign of life. */
  updated: number;
  up?: number;
  /** Another boot began. */
  ended?: number;
  /** Everything of the plan was given, or the machine starts its own disk, and nobody there tells more. */
  delivered?: true;
  /** Boots of this machine in a row, this one included, that did not come to an end. */
  attempt: number;
  readonly stages: Map<string, StageRecord>;
  /** Digests of the blobs this boot got, by stage; none yet where absent: most boots of a storm have none for long. */
  digests?: Map<string, string>;
  /** Stages this boot should have, once known: what is not among them is nobody's fault. */
  plan?: readonly string[];
  /** Milliseconds that a menu may take after the script; infinite where it waits for somebody to choose. */
  menu?: number;
  /** Set by the monitor: the stage it waits for in vain, and why. */
  stuck?: { readonly stage: string; readonly since: number } | undefined;
  cause?: Cause | undefined;
  /** Newest last; they change nothing of the boot. */
  remarks?: Remark[];
  /** Set by the monitor: what was seen coming before anything was late. */
  foreseen?: Cause | undefined;
}

/** Machines tell stages themselves: more than this many names are not kept. */
const MOST_STAGES = 24;

/** Remarks kept: who asks under ever new addresses pushes out the oldest. */
const MOST_REMARKS = 8;

/** A boot of which nothing was seen yet. */
export function newBoot(id: string, opened: number, attempt: number): Boot {
  return { id, opened, updated: opened, attempt, stages: new Map() };
}

/** Takes an event into its boot. */
export function applyEvent(boot: Boot, event: ProgressEvent): void {
  if (event.time > boot.updated) boot.updated = event.time;
  if (event.address !== undefined) boot.address = event.address;
  if (event.mac !== undefined) boot.mac ??= event.mac;
  if (event.node !== undefined) boot.node = event.node;
  if (event.snapshot !== undefined) boot.snapshot = event.snapshot;
  // The class of the loader does not hide that of the firmware that started it.
  if (event.clientClass !== undefined) boot.clientClass ??= event.clientClass;
  if (event.clientClass !== undefined && event.clientClass !== boot.clientClass) boot.loaderRan = true;
  // A machine that runs renews its lease and fetches its runtime overlays.
  if (boot.up !== undefined) return;
  if (event.stage === 'dhcp' && hasPayload(boot)) return;
  const stage = boot.stages.get(event.stage);
  if (stage === undefined && boot.stages.size >= MOST_STAGES) return;
  boot.stages.set(event.stage, nextStage(stage, event));
  if (event.digest !== undefined && event.outcome === 'done') {
    boot.digests ??= new Map();
    boot.digests.set(event.stage, event.digest);
  }
  if (event.stage === 'up' && event.outcome === 'done') boot.up = event.time;
  // What runs there tells nothing of this boot.
  if (event.stage === DISK && event.outcome === 'done') boot.delivered = true;
  // It did what it was expected to fail before.
  if (event.outcome !== 'failed' && placeOf(event.stage) >= placeOf('init')) boot.foreseen = undefined;
  if (event.outcome !== 'failed') settle(boot);
}

/** Takes in what was refused to somebody else. */
export function applyRemark(boot: Boot, { time, stage, address, code, detail }: ProgressEvent): void {
  boot.remarks ??= [];
  const { remarks } = boot;
  const known = remarks.find((one) => one.stage === stage && one.address === address && one.code === code);
  if (known !== undefined) {
    known.time = time;
    known.times += 1;
    return;
  }
  remarks.push({
    time,
    times: 1,
    stage,
    ...pick('address', address),
    ...pick('code', code),
    ...pick('detail', detail),
  });
  if (remarks.length > MOST_REMARKS) remarks.shift();
}

/** A running transfer moved on. */
export function applyProgress(boot: Boot, { stage: name, bytes, time }: TransferProgress): boolean {
  const stage = boot.stages.get(name);
  if (stage?.state !== 'running' || bytes <= (stage.sent ?? 0)) return false;
  stage.sent = bytes;
  stage.moved = time;
  if (time > boot.updated) boot.updated = time;
  if (boot.stuck !== undefined) settle(boot);
  return true;
}

function nextStage(before: StageRecord | undefined, event: ProgressEvent): StageRecord {
  const { time, outcome } = event;
  const stage: StageRecord = before ?? {
    state: 'running',
    started: time - (event.ms ?? 0),
    began: time - (event.ms ?? 0),
    moved: time,
    retries: 0,
    times: 0,
    by: event.by,
  };
  if (stage.state === 'failed') stage.retries += 1;
  stage.by = event.by;
  stage.moved = time;
  stage.state = outcome === 'started' ? 'running' : outcome;
  if (outcome === 'started') {
    stage.began = time;
    stage.sent = 0;
    if (event.total !== undefined) stage.total = event.total;
    stage.ended = undefined;
    return stage;
  }
  stage.ended = time;
  stage.sent = undefined;
  if (event.bytes !== undefined) stage.bytes = event.bytes;
  if (event.detail !== undefined) stage.detail = event.detail;
  if (outcome === 'done') {
    stage.times += 1;
    stage.failure = undefined;
  } else stage.failure = { ...pick('detail', event.detail), ...pick('code', event.code) };
  return stage;
}

function pick<K extends string>(key: K, value: string | undefined): Partial<Record<K, string>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, string>);
}

/** Something good was heard: what was said to be wrong is over, unless a failed stage is still not made up for, or it is yet to come. */
function settle(boot: Boot): void {
  boot.stuck = undefined;
  if (troubleOf(boot) === undefined) boot.cause = boot.foreseen;
}

/**
 * The stage that failed and was not made up for by itself or by a later one; also an earlier one that failed after all that
 * was done: a machine that has to begin again, or another one that claims to be it.
 */
export function troubleOf(boot: Boot): string | undefined {
  let furthest: string | undefined;
  let at = -1;
  let passed = -1;
  let latest: string | undefined;
  let failedAt = -1;
  let doneAt = -1;
  for (const [name, { failure, state, ended = 0 }] of boot.stages) {
    const place = placeOf(name);
    if (failure !== undefined && place > at) {
      furthest = name;
      at = place;
    }
    if (failure !== undefined && ended > failedAt) {
      latest = name;
      failedAt = ended;
    }
    if (state !== 'done') continue;
    passed = Math.max(passed, place);
    doneAt = Math.max(doneAt, ended);
  }
  if (at > passed) return furthest;
  return failedAt > doneAt ? latest : undefined;
}

/** True once the machine has asked for something that only its script names. */
export function hasPayload(boot: Boot): boolean {
  for (const name of boot.stages.keys()) if (PAYLOAD.has(name)) return true;
  return false;
}
