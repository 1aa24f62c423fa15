const digits = '[0-9a-fA-F]+(?:_[0-9a-fA-F]+)*';
const form = new RegExp(
  `^([+-]?)0[xX](?:(_?${digits})(?:\\.(${digits})?)?|\\.(${digits}))[pP]([+-]?[0-9]+(?:_[0-9]+)*)$`,
);
const mantissaBits = 53;
const smallestExponent = -1074;
/** Powers beyond count as this one, which is out of range as well. */
const largestPower = 99_999;

/** `mantissa * 2 ** exponent` as the nearest float64, the even one of two. */
function scaled(mantissa: bigint, exponent: number): number {
  if (mantissa === 0n) return 0;
  const bits = mantissa.toString(2).length;
  const lowest = Math.max(bits + exponent - mantissaBits, smallestExponent);
  const dropped = lowest - exponent;
  if (dropped > bits + 1) return 0;
  if (dropped <= 0) return Number(mantissa) * 2 ** exponent;
  const shift = BigInt(dropped);
  const kept = mantissa >> shift;
  const rest = (mantissa - (kept << shift)) * 2n;
  const half = 1n << shift;
  const up = rest > half || (rest === half && kept % 2n === 1n);
  return Number(up ? kept + 1n : kept) * 2 ** lowest;
}

/** A hexadecimal floating-point literal such as `0x1.8p-3`, infinite if it is too large; undefined if it is none. */
export function parseHexFloat(text: string): number | undefined {
  const match = form.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = match[4] ?? '', , power = ''] = match;
  const clean = (part: string): string => part.replaceAll('_', '');
  const mantissa = BigInt(`0x${clean(whole)}${clean(fraction)}`);
  const exponent = Math.max(-largestPower, Math.min(Number(clean(power)), largestPower));
  const value = scaled(mantissa, exponent - 4 * clean(fraction).length);
  return sign === '-' ? -value : value;
}
