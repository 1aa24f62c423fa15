/** Orders names as people do: runs of digits by value, the rest by code unit; a total order (`n2` < `n10`, `n1` < `n01`). */
export function naturalCompare(a: string, b: string): number {
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (isDigit(a, i) && isDigit(b, j)) {
      const endA = digitsEnd(a, i);
      const endB = digitsEnd(b, j);
      const order = compareDigits(a.slice(i, endA), b.slice(j, endB));
      if (order !== 0) return order;
      i = endA;
      j = endB;
    } else {
      const order = a.charCodeAt(i) - b.charCodeAt(j);
      if (order !== 0) return order;
      i += 1;
      j += 1;
    }
  }
  return a.length - i - (b.length - j);
}

/** A sorted copy, by {@link naturalCompare}. */
export function naturalSort(names: Iterable<string>): string[] {
  return [...names].sort(naturalCompare);
}

function compareDigits(a: string, b: string): number {
  const valueA = a.replace(/^0+/, '');
  const valueB = b.replace(/^0+/, '');
  if (valueA.length !== valueB.length) return valueA.length - valueB.length;
  if (valueA !== valueB) return valueA < valueB ? -1 : 1;
  return a.length - b.length;
}

function isDigit(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 48 && code <= 57;
}

function digitsEnd(text: string, start: number): number {
  let end = start;
  while (end < text.length && isDigit(text, end)) end += 1;
  return end;
}
