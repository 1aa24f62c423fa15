import {
  type BootView,
  formatBytes,
  formatClock,
  formatDuration,
  type RemarkView,
  type StageView,
} from '@muster/core/client';
import { cut } from './live-table.ts';
import type { Paint } from './paint.ts';
import { nameOf } from './trouble.ts';

const LABEL = 10;
const FACTS = 46;
const LEAST_BAR = 10;

/**
 * A boot as bars on its time line, a line a stage: waiting for it as dots, the stage itself as blocks, and where it should
 * have ended by the median of its kind as `|`.
 */
export function timelineLines(boot: BootView, now: number, columns: number, paint: Paint): string[] {
  const { opened = now, stages, state, cause, remarks = [] } = boot;
  const over = state === 'up' || state === 'ended' || state === 'delivered';
  const last = Math.max(...stages.map(({ ended, started }) => ended ?? started ?? 0), opened, over ? 0 : now);
  const usual = stages.reduce((sum, stage) => sum + (usualOf(stage) ?? 0), 0);
  const span = Math.max(1, last - opened, usual);
  const width = Math.max(LEAST_BAR, columns - LABEL - FACTS - 4);
  const place = (time: number): number =>
    Math.min(width - 1, Math.max(0, Math.floor(((time - opened) / span) * width)));
  const head = [
    nameOf(boot),
    `boot ${boot.id ?? '-'}`,
    formatClock(opened),
    boot.clientClass,
    boot.snapshot === undefined ? undefined : `snapshot ${boot.snapshot}`,
    `${state} after ${formatDuration((boot.up ?? last) - opened)}${usual > 0 ? ` (usual ${formatDuration(usual)})` : ''}`,
  ].filter((part) => part !== undefined);
  let before = opened;
  let median = opened;
  const rows = stages.map((stage) => {
    const own = usualOf(stage);
    median += own ?? 0;
    const text = bar(stage, {
      from: place(before),
      mark: own === undefined ? undefined : place(median),
      width,
      place,
      now,
    });
    before = Math.max(before, stage.ended ?? before);
    const colour = stage.state === 'failed' ? 'red' : stage.state === 'running' ? 'cyan' : 'green';
    return `${stage.stage.padEnd(LABEL).slice(0, LABEL)}  ${paint(colour, text)}  ${cut(facts(stage), FACTS)}`.trimEnd();
  });
  const why = cause === undefined ? [] : [`${cause.code}: ${cause.sentence}`, `  remedy: ${cause.remedy}`];
  return [paint('bold', head.join('  ')), ...rows, ...why, ...remarks.map(remarkLine)];
}

/** What a stage usually takes, the wait before it included. */
function usualOf({ medianWait = 0, median }: StageView): number | undefined {
  return median === undefined ? undefined : medianWait + median;
}

/** What others were refused in the node's name: no stage of its boot. */
function remarkLine({ time, times, stage, address, code, detail }: RemarkView): string {
  const who = `remark: stranger ${address ?? 'without an address'}, ${formatClock(time)}, ${stage}`;
  return `${who}${times > 1 ? `, ${times} times` : ''}: ${detail ?? code ?? 'refused'}`;
}

interface Layout {
  readonly from: number;
  readonly mark: number | undefined;
  readonly width: number;
  readonly now: number;
  readonly place: (time: number) => number;
}

function bar({ started, ended, state }: StageView, { from, mark, width, place, now }: Layout): string {
  const cells = new Array<string>(width).fill(' ');
  if (started !== undefined) {
    const first = place(started);
    for (let at = from; at < first; at += 1) cells[at] = '.';
    cells.fill(state === 'failed' ? '!' : '#', first, place(ended ?? now) + 1);
  }
  if (mark !== undefined && cells[mark] !== undefined) cells[mark] = '|';
  return cells.join('');
}

/** The time is that of the bar, dots and blocks: with the wait, as what is usual beside it. */
function facts(stage: StageView): string {
  const { state, wait = 0, ms = 0, bytes, sent, rate, retries, by, detail } = stage;
  const usual = usualOf(stage);
  if (state === 'waiting') return 'to come';
  if (state === 'not-seen-here') return 'not seen here';
  const size =
    sent !== undefined && bytes !== undefined
      ? `${formatBytes(sent)} of ${formatBytes(bytes)}`
      : bytes && formatBytes(bytes);
  return [
    formatDuration(wait + ms),
    usual === undefined ? undefined : `(usual ${formatDuration(usual)})`,
    size,
    rate === undefined ? undefined : `${formatBytes(rate)}/s`,
    retries === undefined ? undefined : `${retries} retries`,
    by,
    state === 'failed' ? detail : undefined,
  ]
    .filter((part) => part !== undefined && part !== '' && part !== 0)
    .join('  ');
}
