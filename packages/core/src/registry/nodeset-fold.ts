import { naturalSort } from './natural-sort.ts';

interface Group {
  readonly prefix: string;
  readonly suffix: string;
  /** Digit runs as written. */
  readonly numbers: Set<string>;
}

/**
 * The shortest usual node set for `names`, the inverse of expandNodeSet: names that differ in their last number share
 * brackets (`n[001-400],login1`). Every name stands in the result once, groups in natural order.
 */
export function foldNodeSet(names: Iterable<string>): string {
  const groups = new Map<string, Group>();
  for (const name of naturalSort(new Set(names))) {
    const match = /^(.*?)(\d{1,15})(\D*)$/.exec(name);
    const [prefix, number, suffix] = match === null ? [name, '', ''] : [match[1] ?? '', match[2] ?? '', match[3] ?? ''];
    const key = JSON.stringify([prefix, suffix, number === '']);
    const group = groups.get(key) ?? { prefix, suffix, numbers: new Set<string>() };
    group.numbers.add(number);
    groups.set(key, group);
  }
  return [...groups.values()].map(groupText).join(',');
}

function groupText({ prefix, suffix, numbers }: Group): string {
  const runs = foldNumbers(numbers);
  const only = runs[0];
  const text = runs.length === 1 && only !== undefined && !only.includes('-') ? only : `[${runs.join(',')}]`;
  return `${prefix}${text}${suffix}`;
}

/** Runs of consecutive numbers. A run with leading zeros goes on past its width: 08, 09, 10, 11 is `08-11`. */
function foldNumbers(numbers: ReadonlySet<string>): string[] {
  const left = new Set(naturalSort(numbers));
  const padded = [...left].filter((text) => text.length > 1 && text.startsWith('0'));
  const runs: { first: string; text: string }[] = [];
  for (const first of [...padded, ...left]) {
    if (!left.delete(first)) continue;
    const width = first.length > 1 && first.startsWith('0') ? first.length : 0;
    let last = first;
    for (let next = after(first, width); left.delete(next); next = after(next, width)) last = next;
    runs.push({ first, text: last === first ? first : `${first}-${last}` });
  }
  const order = new Map(naturalSort(runs.map((run) => run.first)).map((first, index) => [first, index]));
  return runs.sort((a, b) => (order.get(a.first) ?? 0) - (order.get(b.first) ?? 0)).map((run) => run.text);
}

function after(number: string, width: number): string {
  return String(Number(number) + 1).padStart(width, '0');
}
