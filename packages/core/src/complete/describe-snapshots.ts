import type { SnapshotEntry } from '../history/types.ts';

/** Snapshots with what people know them by: when, by whom and why. */
export function describeSnapshots(
  entries: readonly SnapshotEntry[],
): readonly { readonly number: number; readonly summary: string }[] {
  return entries.map(({ number, time, author, reason }) => ({
    number,
    summary: [new Date(time).toISOString().slice(0, 16), author, reason].filter(Boolean).join(' '),
  }));
}
