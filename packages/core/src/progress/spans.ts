import type { Boot } from './boots/boot.ts';

/** One stage of a boot laid on its time line. */
export interface Span {
  readonly stage: string;
  /** Milliseconds since the epoch. */
  readonly started: number;
  readonly ended: number;
  /** Milliseconds between the end of what came before it and its first sign. */
  readonly wait: number;
  readonly ms: number;
}

/** The stages of a boot that came to an end, in the order they were first seen. */
export function spansOf(boot: Boot): readonly Span[] {
  const spans: Span[] = [];
  let before = boot.opened;
  for (const [stage, { started, ended }] of [...boot.stages].sort(([, a], [, b]) => a.started - b.started)) {
    if (ended === undefined) continue;
    spans.push({ stage, started, ended, wait: Math.max(0, started - before), ms: Math.max(0, ended - started) });
    before = Math.max(before, ended);
  }
  return spans;
}
