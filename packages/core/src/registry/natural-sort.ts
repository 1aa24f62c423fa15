/** Orders names as people do: runs of digits by value, the rest by code unit; a total order (`n2` < `n10`, `n1` < `n01`). */
export function naturalCompare(a: string, b: string): number {
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (isDigit(a, i) && isDigit(b, j)) {
      const endA = digitsEnd(a, i);
      const endB = digitsEnd(b, j);
      const order = compareDigits(a, i, endA, b, j, endB);
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

/** Two runs of digits by value, of equal ones the shorter first. Compared in place: a registry's names are sorted at every reading. */
function compareDigits(a: string, startA: number, endA: number, b: string, startB: number, endB: number): number {
  const firstA = zerosEnd(a, startA, endA);
  const firstB = zerosEnd(b, startB, endB);
  if (endA - firstA !== endB - firstB) return endA - firstA - (endB - firstB);
  for (let index = 0; index < endA - firstA; index += 1) {
    const order = a.charCodeAt(firstA + index) - b.charCodeAt(firstB + index);
    if (order !== 0) return order;
  }
  return endA - startA - (endB - startB);
}

function zerosEnd(text: string, start: number, limit: number): number {
  let end = start;
  while (end < limit && text.charCodeAt(end) === 48) end += 1;
  return end;
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
