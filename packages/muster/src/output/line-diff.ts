/** Lines of two texts: common ones with two blanks before them, removed ones with `- `, added ones with `+ `. */
export function diffLines(before: readonly string[], after: readonly string[]): string[] {
  const common = commonLengths(before, after);
  const result: string[] = [];
  let [left, right] = [0, 0];
  while (left < before.length || right < after.length) {
    if (left < before.length && right < after.length && before[left] === after[right]) {
      result.push(`  ${before[left] ?? ''}`);
      left += 1;
      right += 1;
    } else if (
      right >= after.length ||
      (left < before.length && at(common, left + 1, right) >= at(common, left, right + 1))
    ) {
      result.push(`- ${before[left] ?? ''}`);
      left += 1;
    } else {
      result.push(`+ ${after[right] ?? ''}`);
      right += 1;
    }
  }
  return result;
}

/** Lengths of the longest common subsequences of the texts' ends. */
function commonLengths(before: readonly string[], after: readonly string[]): number[][] {
  const table = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0));
  for (let left = before.length - 1; left >= 0; left -= 1) {
    for (let right = after.length - 1; right >= 0; right -= 1) {
      const row = table[left];
      if (row === undefined) continue;
      row[right] =
        before[left] === after[right]
          ? at(table, left + 1, right + 1) + 1
          : Math.max(at(table, left + 1, right), at(table, left, right + 1));
    }
  }
  return table;
}

function at(table: readonly (readonly number[])[], left: number, right: number): number {
  return table[left]?.[right] ?? 0;
}
