// Go maps case one character to one (Unicode's simple mappings), where JavaScript may give several: 'ß'.toUpperCase() is 'SS'.

/** Letters with an iota below and their capitals: their full upper case is two characters. */
const iotaCapitals = new Map<number, number>();
for (const first of [0x1f80, 0x1f90, 0x1fa0]) for (let i = 0; i < 8; i++) iotaCapitals.set(first + i, first + i + 8);
for (const letter of [0x1fb3, 0x1fc3, 0x1ff3]) iotaCapitals.set(letter, letter + 9);

const dotlessI = 0x131;
const dottedCapitalI = '\u0130';

function single(mapped: string): number | undefined {
  const code = mapped.codePointAt(0);
  return code !== undefined && mapped.length === (code > 0xffff ? 2 : 1) ? code : undefined;
}

export function upperRune(rune: string): string {
  const code = rune.codePointAt(0) ?? 0;
  const upper = iotaCapitals.get(code) ?? single(rune.toUpperCase());
  return upper === undefined ? rune : String.fromCodePoint(upper);
}

/** The form of a letter at the start of a word: `Dž` of `ǆ`. Georgian letters have none. */
export function titleRune(rune: string): string {
  const digraph = ['\u01c4\u01c5\u01c6', '\u01c7\u01c8\u01c9', '\u01ca\u01cb\u01cc', '\u01f1\u01f2\u01f3'].find(
    (forms) => forms.includes(rune),
  );
  return digraph?.[1] ?? (/^[\u10d0-\u10ff]$/.test(rune) ? rune : upperRune(rune));
}

export function lowerRune(rune: string): string {
  if (rune === dottedCapitalI) return 'i';
  const lower = single(rune.toLowerCase());
  return lower === undefined ? rune : String.fromCodePoint(lower);
}

function plainForms(code: number): Set<number> {
  const char = String.fromCodePoint(code);
  const lower = char.toLowerCase();
  const upper = char.toUpperCase();
  const forms = [lower, upper, upper.toLowerCase(), lower.toUpperCase()].map(single);
  return new Set([code, ...forms.filter((form) => form !== undefined)]);
}

/** Letters that are no other letter's upper or lower case, but fold to one: `ſ` to `s`, the Kelvin sign to `k`. */
const stray = [
  ...Array.from(
    '212a 17f 212b 1e9e 1c5 1c8 1cb 1f2 345 1fbe 3d0 3f5 3d1 3f4 3f0 b5 3d6 3f1 3c2 3d5 2126 1e9b'.split(' '),
    (digits) => Number.parseInt(digits, 16),
  ),
  ...Array.from({ length: 9 }, (_, i) => 0x1c80 + i),
  ...iotaCapitals.values(),
];
const strayForms = new Map<number, number[]>();
for (const code of stray) {
  for (const form of plainForms(code)) strayForms.set(form, [...(strayForms.get(form) ?? []), code]);
}

/** The characters that are equal under Unicode's simple case folding (Go's `unicode.SimpleFold`), the character itself included. */
export function caseForms(code: number): ReadonlySet<number> {
  if (code === dotlessI) return new Set([code]);
  const forms = plainForms(code);
  for (const form of [...forms]) for (const other of strayForms.get(form) ?? []) forms.add(other);
  return forms;
}
