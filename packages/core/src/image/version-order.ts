/**
 * Orders version texts as dpkg does (deb-version(7)): runs of digits by value, everything else by character with letters
 * before other signs and `~` before the end. Negative when `a` is older.
 */
export function compareVersions(a: string, b: string): number {
  const left = a.match(/\d+|\D+/g) ?? [];
  const right = b.match(/\d+|\D+/g) ?? [];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const order = compareRuns(left[index] ?? '', right[index] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

function compareRuns(a: string, b: string): number {
  if (/^\d/.test(a) && /^\d/.test(b)) {
    const difference = BigInt(a) - BigInt(b);
    return difference === 0n ? 0 : difference < 0n ? -1 : 1;
  }
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const difference = weight(a.charAt(index)) - weight(b.charAt(index));
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The end of a run, and digits, weigh nothing; `~` less; letters more, other signs most. */
function weight(character: string): number {
  if (character === '' || /\d/.test(character)) return 0;
  if (character === '~') return -1;
  return /[A-Za-z]/.test(character) ? character.charCodeAt(0) : character.charCodeAt(0) + 0x10000;
}
