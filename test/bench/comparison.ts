import { median, pairedRatio } from './statistics.ts';

/** Parts of the benchmark, in the order they run. */
export const PARTS = ['start', 'dhcp', 'script'] as const;
export type Part = (typeof PARTS)[number];

/** What a value should reach; bounds are inclusive. */
export interface Goal {
  readonly ratioAtMost?: number;
  readonly ratioAtLeast?: number;
  readonly atMost?: number;
}

/** One line of the results: values of Muster, one a round, beside those of another program in the same rounds. */
export interface Comparison {
  readonly part: Part | 'memory';
  readonly what: string;
  readonly unit: string;
  readonly ours: readonly number[];
  readonly beside?: { readonly name: string; readonly values: readonly number[] };
  readonly goal: Goal;
}

/** A line of the results in numbers. */
export interface Figures {
  readonly ours: number;
  readonly theirs: number | undefined;
  readonly ratio: number | undefined;
  /** undefined without a goal. */
  readonly met: boolean | undefined;
}

export function figuresOf({ ours, beside, goal }: Comparison): Figures {
  const value = median(ours);
  const paired = beside && pairedRatio(ours, beside.values);
  // A program that completes nothing has no ratio.
  const ratio = paired === undefined || Number.isNaN(paired) ? undefined : paired;
  return { ours: value, theirs: beside && median(beside.values), ratio, met: isMet(goal, value, ratio) };
}

/** `≤ 2 x`, `≤ 160`; empty without a goal. */
export function goalText({ ratioAtMost, ratioAtLeast, atMost }: Goal, unit: string): string {
  if (ratioAtMost !== undefined) return `≤ ${ratioAtMost} x`;
  if (ratioAtLeast !== undefined) return `≥ ${ratioAtLeast} x`;
  return atMost === undefined ? '' : `≤ ${atMost} ${unit}`;
}

function isMet({ ratioAtMost, ratioAtLeast, atMost }: Goal, value: number, ratio?: number): boolean | undefined {
  if (ratioAtMost !== undefined) return ratio === undefined ? undefined : ratio <= ratioAtMost;
  if (ratioAtLeast !== undefined) return ratio === undefined ? undefined : ratio >= ratioAtLeast;
  return atMost === undefined ? undefined : value <= atMost;
}
