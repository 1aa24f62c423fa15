/** The middle value; of an even count the mean of the two in the middle. NaN values do not count; NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  const half = sorted.length / 2;
  const upper = sorted[Math.floor(half)] ?? Number.NaN;
  const lower = sorted[Math.ceil(half) - 1] ?? Number.NaN;
  return (lower + upper) / 2;
}

/** Median of the ratios of each round: what disturbs the machine in one round disturbs both of its values. */
export function pairedRatio(ours: readonly number[], theirs: readonly number[]): number {
  const ratios = ours.flatMap((value, round) => {
    const other = theirs[round];
    return other === undefined || other === 0 ? [] : [value / other];
  });
  return median(ratios);
}

/** Median of the differences of each round. */
export function pairedDifference(ours: readonly number[], theirs: readonly number[]): number {
  return median(ours.map((value, round) => value - (theirs[round] ?? Number.NaN)));
}
