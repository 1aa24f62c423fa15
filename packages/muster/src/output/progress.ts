import type { TextSink } from '../io.ts';
import { formatSize } from './size.ts';
import { printable, textWidth } from './width.ts';

const BAR = 24;
const ERASE = '\r\u001b[K';

/** Between two drawings of a bar, and between two lines about the same step where there is no terminal, ms. */
const REDRAW_MS = 100;
const LINE_MS = 10_000;

/** Rates of a shorter time say nothing; a step without a bar shows for how long it has run from then on, ms. */
const SETTLED_MS = 2000;

/** Shows how far long work is. */
export interface Progress {
  /** `unit`: what `done` and `total` count, when it is bytes. */
  step(step: string, done?: number, total?: number, unit?: 'bytes'): void;
  /** Takes the bar off the screen; what follows begins on a line of its own. */
  end(): void;
}

interface Step {
  readonly text: string;
  readonly began: number;
  /** What was done already when it was first told. */
  readonly first: number;
  done: number | undefined;
  total: number | undefined;
  unit: 'bytes' | undefined;
  shown: number;
}

/**
 * One line that is drawn over and over on a terminal, with rate and time left; elsewhere a line for each new step and now and
 * then one about how far it is. `now`: milliseconds.
 */
export function createProgress(sink: TextSink, now: () => number = Date.now): Progress {
  let step: Step | undefined;
  let ticking: NodeJS.Timeout | undefined;

  const draw = (current: Step, columns: number): void => {
    current.shown = now();
    sink.write(`${ERASE}${fit(barText(current, now()), columns - 1)}`);
  };
  const tick = (): void => {
    if (step !== undefined && sink.columns !== undefined) draw(step, sink.columns);
  };
  const show = (current: Step, isNew: boolean): void => {
    const waited = now() - current.shown;
    if (sink.columns !== undefined) {
      if (isNew || waited >= REDRAW_MS || current.done === current.total) draw(current, sink.columns);
      ticking ??= setInterval(tick, 1000).unref();
    } else if (isNew) sink.write(`${printable(current.text)}\n`);
    else if (waited >= LINE_MS && current.done !== undefined) {
      current.shown = now();
      sink.write(`${[printable(current.text), ...facts(current, now())].join('  ')}\n`);
    }
  };
  return {
    step: (text, done, total, unit) => {
      const isNew = step?.text !== text;
      if (isNew) step = { text, began: now(), first: done ?? 0, done, total, unit, shown: now() };
      if (step === undefined) return;
      Object.assign(step, { done, total, unit });
      show(step, isNew);
    },
    end: () => {
      clearInterval(ticking);
      ticking = undefined;
      if (step !== undefined && sink.columns !== undefined) sink.write(ERASE);
      step = undefined;
    },
  };
}

function barText(step: Step, now: number): string {
  const part = partOf(step);
  const full = Math.round((part ?? 0) * BAR);
  const bar = part === undefined ? [] : [`[${'#'.repeat(full)}${'.'.repeat(BAR - full)}]`];
  return [...bar, ...facts(step, now), printable(step.text)].join('  ');
}

/** Percent, rate and time left as far as they can be told; the time it took so far where no end can. */
function facts(step: Step, now: number): string[] {
  const { began, first, done, unit } = step;
  const part = partOf(step);
  const took = now - began;
  if (part === undefined || done === undefined) return took < SETTLED_MS ? [] : [clock(took)];
  const percent = `${String(Math.floor(part * 100)).padStart(3)}%`;
  const rate = ((done - first) / took) * 1000;
  if (took < SETTLED_MS || !(rate > 0) || step.total === undefined) return [percent];
  const left = Math.max(0, step.total - done) / rate;
  return [percent, ...(unit === 'bytes' ? [`${formatSize(Math.round(rate))}/s`] : []), `${clock(left * 1000)} left`];
}

function partOf({ done, total }: Step): number | undefined {
  if (done === undefined || total === undefined || total <= 0) return undefined;
  return Math.min(1, Math.max(0, done / total));
}

/** `0:07`, `12:34`, `1:02:03`. */
function clock(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  const rest = two(seconds % 60);
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${rest}`;
}

function fit(text: string, columns: number): string {
  let fitted = text;
  while (textWidth(fitted) > columns) fitted = fitted.slice(0, -1);
  return fitted;
}
