import { median, pairedDifference, pairedRatio } from './statistics.ts';

/** Parts of the benchmark, in the order they run. */
export const PARTS = ['start', 'dhcp', 'tftp', 'script', 'explain', 'control', 'change'] as const;
export type Part = (typeof PARTS)[number];

/** What a value should reach; bounds are inclusive. */
export interface Goal {
  readonly ratioAtMost?: number;
  readonly ratioAtLeast?: number;
  readonly atMost?: number;
  /** More than the other program's by at most so much, in the line's unit. */
  readonly moreAtMost?: number;
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
  const more = beside && pairedDifference(ours, beside.values);
  return { ours: value, theirs: beside && median(beside.values), ratio, met: isMet(goal, { value, ratio, more }) };
}

/** `≤ 2 x`, `≤ 160 MB`, `≤ nginx + 50 ms`; empty without a goal. */
export function goalText({ goal, unit, beside }: Pick<Comparison, 'goal' | 'unit' | 'beside'>): string {
  const { ratioAtMost, ratioAtLeast, atMost, moreAtMost } = goal;
  if (ratioAtMost !== undefined) return `≤ ${ratioAtMost} x`;
  if (ratioAtLeast !== undefined) return `≥ ${ratioAtLeast} x`;
  if (moreAtMost !== undefined) return `≤ ${beside?.name ?? ''} + ${moreAtMost} ${unit}`;
  return atMost === undefined ? '' : `≤ ${atMost} ${unit}`;
}

interface Found {
  readonly value: number;
  readonly ratio: number | undefined;
  readonly more: number | undefined;
}

function isMet({ ratioAtMost, ratioAtLeast, atMost, moreAtMost }: Goal, found: Found): boolean | undefined {
  const { value, ratio, more } = found;
  if (ratioAtMost !== undefined) return ratio === undefined ? undefined : ratio <= ratioAtMost;
  if (ratioAtLeast !== undefined) return ratio === undefined ? undefined : ratio >= ratioAtLeast;
  if (moreAtMost !== undefined) return more === undefined ? undefined : more <= moreAtMost;
  return atMost === undefined ? undefined : value <= atMost;
}
