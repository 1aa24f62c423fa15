const alphaNumeric = /[\p{L}\p{Nd}_]/uy;
const numberForm =
  /[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)i?/y;

function scanOne(text: string, at: number): { end: number; ok: boolean } {
  numberForm.lastIndex = at;
  const end = at + (numberForm.exec(text)?.[0].length ?? 0);
  alphaNumeric.lastIndex = end;
  const next = alphaNumeric.exec(text);
  return next === null ? { end, ok: true } : { end: end + next[0].length, ok: false };
}

/** Scans a number as loosely as Go's lexer does; what it is, if anything, the parser finds out. `1+2i` is a complex constant. */
export function scanNumber(text: string, start: number): { end: number; ok: boolean; complex: boolean } {
  const first = scanOne(text, start);
  if (!first.ok || (text[first.end] !== '+' && text[first.end] !== '-')) return { ...first, complex: false };
  const second = scanOne(text, first.end);
  return { end: second.end, ok: second.ok && text[second.end - 1] === 'i', complex: true };
}
