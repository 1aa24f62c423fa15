import { type BootView, foldNodeSet, formatBytes, formatDuration } from '@muster/core/client';
import { printable, textWidth } from '../output/width.ts';
import { type Paint, stateColour } from './paint.ts';
import { stageBar } from './stage-bar.ts';
import { agentTrouble, byTrouble, nameOf, summaryOf } from './trouble.ts';

export interface Screen {
  readonly columns: number;
  readonly rows: number;
}

interface Line {
  readonly name: string;
  readonly boot: BootView;
  /** Machines it stands for. */
  readonly count: number;
}

const NAME_WIDTH = 24;
/** Lines besides those of machines: summary, headings, and one the cursor stands on. */
const FRAME = 3;

/** The lines of the live table, none longer than the screen is wide and no more of them than fit. */
export function tableLines(boots: readonly BootView[], now: number, screen: Screen, paint: Paint): string[] {
  const lines = fitLines([...boots].sort(byTrouble), Math.max(1, screen.rows - FRAME));
  const bars = Math.max(5, ...lines.map(({ boot }) => boot.stages.length));
  const width = Math.min(NAME_WIDTH, Math.max(4, ...lines.map(({ name, count }) => textWidth(name + suffix(count)))));
  const heading = `${'NODE'.padEnd(width)}  STATE      ${'STAGES'.padEnd(bars)}  AT         ELAPSED      RATE         CAUSE`;
  return [
    cut(`${boots.length} machines: ${summaryOf(boots)}`, screen.columns),
    paint('bold', cut(heading, screen.columns)),
    ...lines.map((line) => lineText(line, { now, width, bars, columns: screen.columns, paint })),
  ];
}

/** Single machines as long as they fit; those that are not in trouble and at the same point share a line otherwise. */
function fitLines(sorted: readonly BootView[], room: number): Line[] {
  if (sorted.length <= room) return sorted.map((boot) => ({ name: nameOf(boot), boot, count: 1 }));
  const groups = new Map<string, BootView[]>();
  for (const boot of sorted) {
    const key = [boot.state, boot.stage, boot.cause?.code].join(' ');
    const group = groups.get(key) ?? [];
    group.push(boot);
    groups.set(key, group);
  }
  const lines = [...groups.values()].flatMap((group): Line[] => {
    const [boot] = group;
    if (boot === undefined) return [];
    return [{ name: foldNodeSet(group.map(nameOf)), boot, count: group.length }];
  });
  if (lines.length <= room) return lines;
  const rest = lines.slice(room - 1).reduce((sum, { count }) => sum + count, 0);
  return [...lines.slice(0, room - 1), { name: `… ${rest} more`, boot: { state: 'never', stages: [] }, count: rest }];
}

interface Layout {
  readonly now: number;
  readonly width: number;
  readonly bars: number;
  readonly columns: number;
  readonly paint: Paint;
}

function lineText({ name, boot, count }: Line, { now, width, bars, columns, paint }: Layout): string {
  const { state, stage = '', opened, up, updated, cause, stages } = boot;
  const running = stages.find((one) => one.state === 'running');
  const over = state === 'booting' || state === 'stuck' || state === 'failed' || state === 'waiting';
  const end = over ? now : (up ?? updated);
  const elapsed =
    count > 1 || opened === undefined || end === undefined ? '' : formatDuration(Math.max(0, end - opened));
  const rate = count > 1 || running?.rate === undefined ? '' : `${formatBytes(running.rate)}/s`;
  const head = [
    pad(cut(name, width - suffix(count).length) + suffix(count), width),
    paint(stateColour(state), pad(state, 9)),
    pad(stageBar(boot), bars),
    pad(stage, 9),
    pad(elapsed, 11),
    pad(rate, 11),
  ].join('  ');
  const used = width + 2 + 9 + 2 + bars + 2 + 9 + 2 + 11 + 2 + 11 + 2;
  const why = cause === undefined ? (agentTrouble(boot) ?? '') : `${cause.code}: ${cause.sentence}`;
  return `${head}  ${cut(why, Math.max(0, columns - used))}`.trimEnd();
}

function suffix(count: number): string {
  return count > 1 ? ` (${count})` : '';
}

function pad(text: string, width: number): string {
  const fitted = cut(text, width);
  return fitted + ' '.repeat(Math.max(0, width - textWidth(fitted)));
}

/** Text of at most `columns` columns, an ellipsis where it was longer. */
export function cut(text: string, columns: number): string {
  let fitted = printable(text);
  if (textWidth(fitted) <= columns) return fitted;
  while (fitted !== '' && textWidth(fitted) > columns - 1) fitted = fitted.slice(0, -1);
  return columns > 0 ? `${fitted}…` : '';
}
