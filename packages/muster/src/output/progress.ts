import type { TextSink } from '../io.ts';
import { textWidth } from './width.ts';

const BAR = 24;
const ERASE = '\r\u001b[K';

/** Shows how far long work is. */
export interface Progress {
  step(step: string, done?: number, total?: number): void;
  /** Takes the bar off the screen; what follows begins on a line of its own. */
  end(): void;
}

/** One line that is drawn over and over on a terminal; elsewhere a line for each new step. */
export function createProgress(sink: TextSink): Progress {
  let last = '';
  return {
    step: (step, done, total) => {
      if (sink.columns === undefined) {
        if (step !== last) sink.write(`${step}\n`);
      } else sink.write(`${ERASE}${fit(barText(step, done, total), sink.columns - 1)}`);
      last = step;
    },
    end: () => {
      if (last !== '' && sink.columns !== undefined) sink.write(ERASE);
      last = '';
    },
  };
}

function barText(step: string, done: number | undefined, total: number | undefined): string {
  if (done === undefined || total === undefined || total <= 0) return step;
  const part = Math.min(1, Math.max(0, done / total));
  const full = Math.round(part * BAR);
  return `[${'#'.repeat(full)}${'.'.repeat(BAR - full)}] ${String(Math.floor(part * 100)).padStart(3)}% ${step}`;
}

function fit(text: string, columns: number): string {
  let fitted = text;
  while (textWidth(fitted) > columns) fitted = fitted.slice(0, -1);
  return fitted;
}
