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
  return [...waitsOf(boot)].flatMap(([stage, wait]) => {
    const { started = 0, ended } = boot.stages.get(stage) ?? {};
    return ended === undefined ? [] : [{ stage, started, ended, wait, ms: Math.max(0, ended - started) }];
  });
}

/** Milliseconds between the end of what came before a stage and its first sign, in the order of first signs. */
export function waitsOf({ stages, opened }: Pick<Boot, 'stages' | 'opened'>): ReadonlyMap<string, number> {
  const waits = new Map<string, number>();
  let before = opened;
  for (const [stage, { started, ended }] of [...stages].sort(([, a], [, b]) => a.started - b.started)) {
    waits.set(stage, Math.max(0, started - before));
    before = Math.max(before, ended ?? before);
  }
  return waits;
}
