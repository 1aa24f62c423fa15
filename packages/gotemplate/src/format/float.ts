/** Decimal digits of a finite, non-negative number, and where the point is: 0.DIGITS × 10^point. */
interface Decimal {
  readonly digits: string;
  readonly point: number;
}

/** Fraction digits of the longest exact decimal expansion of a float64. */
const longestFraction = 1074;

/** The exact value as mantissa × 2^exponent. */
function binary(value: number): { mantissa: bigint; exponent: number } {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  return biased === 0
    ? { mantissa: fraction, exponent: -1074 }
    : { mantissa: fraction | (1n << 52n), exponent: biased - 1075 };
}

/** value × 10^places, rounded to an integer, halves to even. JavaScript's own `toFixed` rounds halves up. */
function scaled(value: number, places: number): bigint {
  const { mantissa, exponent } = binary(value);
  let numerator = mantissa;
  let denominator = 1n;
  if (exponent >= 0) numerator <<= BigInt(exponent);
  else denominator <<= BigInt(-exponent);
  if (places >= 0) numerator *= 10n ** BigInt(places);
  else denominator *= 10n ** BigInt(-places);
  const quotient = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  return twice > denominator || (twice === denominator && (quotient & 1n) === 1n) ? quotient + 1n : quotient;
}

function shortest(value: number): Decimal {
  const [digits = '0', exponent = '0'] = value.toExponential().split('e');
  return { digits: digits.replace('.', ''), point: Number(exponent) + 1 };
}

/** Where the point of the exact value is. The shortest digits near a power of ten can be those of a power it does not reach. */
function exactPoint(value: number): number {
  const { point } = shortest(value);
  const { mantissa, exponent } = binary(value);
  const up = mantissa << BigInt(Math.max(0, exponent));
  const down = 1n << BigInt(Math.max(0, -exponent));
  const power = point - 1;
  return up * 10n ** BigInt(Math.max(0, -power)) < down * 10n ** BigInt(Math.max(0, power)) ? power : point;
}

/** `count` significant digits, count > 0. */
function significant(value: number, count: number): Decimal {
  if (value === 0) return { digits: '0'.repeat(count), point: 1 };
  const kept = Math.min(count, longestFraction);
  const point = exactPoint(value);
  const digits = scaled(value, kept - point).toString();
  return { digits: digits.slice(0, kept).padEnd(count, '0'), point: point + digits.length - kept };
}

function fixed(value: number, precision: number): string {
  const places = precision < 0 ? fractionLength(value) : precision;
  const kept = Math.min(places, longestFraction);
  const digits = (precision < 0 ? shortestScaled(value, kept) : scaled(value, kept).toString()).padStart(kept + 1, '0');
  const whole = digits.slice(0, digits.length - kept);
  return places === 0 ? whole : `${whole}.${digits.slice(digits.length - kept).padEnd(places, '0')}`;
}

function fractionLength(value: number): number {
  const { digits, point } = shortest(value);
  return value === 0 ? 0 : Math.max(0, digits.length - point);
}

function shortestScaled(value: number, places: number): string {
  const { digits, point } = shortest(value);
  return value === 0 ? '0' : digits.padEnd(point + places, '0');
}

function exponentText(exponent: number, letter: string): string {
  return `${letter}${exponent < 0 ? '-' : '+'}${Math.abs(exponent).toString().padStart(2, '0')}`;
}

function exponential(decimal: Decimal, letter: string): string {
  const { digits, point } = decimal;
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
  const exponent = /^0*$/.test(digits) ? 0 : point - 1;
  return `${digits.slice(0, 1)}${fraction}${exponentText(exponent, letter)}`;
}

function general(value: number, precision: number, letter: string): string {
  const short = precision < 0;
  const exact = short ? shortest(value) : significant(value, Math.max(precision, 1));
  const digits = exact.digits.replace(/0+$/, '') || '0';
  let threshold = Math.max(precision, 1);
  if (threshold > digits.length && digits.length >= exact.point) threshold = digits.length;
  if (short) threshold = 6;
  const exponent = value === 0 ? 0 : exact.point - 1;
  if (exponent < -4 || exponent >= threshold) return exponential({ digits, point: exact.point }, letter);
  if (value === 0) return '0';
  const { point } = exact;
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits}`;
  return digits.length <= point ? digits.padEnd(point, '0') : `${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** `%x`: hexadecimal mantissa with a binary exponent, `0x1.8p+01`. */
function hexadecimal(value: number, precision: number, upper: boolean): string {
  let { mantissa, exponent } = binary(value);
  if (mantissa === 0n) exponent = 0;
  else {
    const shift = 52 - (mantissa.toString(2).length - 1);
    mantissa <<= BigInt(shift);
    exponent += 52 - shift;
    if (precision >= 0 && precision < 13) {
      const drop = BigInt(4 * (13 - precision));
      const half = 1n << (drop - 1n);
      const low = mantissa & ((1n << drop) - 1n);
      mantissa >>= drop;
      if (low > half || (low === half && (mantissa & 1n) === 1n)) mantissa++;
      mantissa <<= drop;
      if (mantissa >> 53n === 1n) {
        mantissa >>= 1n;
        exponent++;
      }
    }
  }
  const hex = mantissa.toString(16).padStart(14, '0');
  const all = hex.slice(1);
  const fraction = precision < 0 ? all.replace(/0+$/, '') : all.slice(0, precision).padEnd(precision, '0');
  const text = `0x${hex.slice(0, 1)}${fraction === '' ? '' : `.${fraction}`}${exponentText(exponent, 'p')}`;
  return upper ? text.toUpperCase() : text;
}

/**
 * A float64 as Go's `strconv.FormatFloat` writes it, without sign. `precision` −1 asks for the shortest digits that read
 * back as the same number.
 */
export function formatFloat(value: number, verb: string, precision: number): string {
  const magnitude = Math.abs(value);
  if (Number.isNaN(magnitude)) return 'NaN';
  if (magnitude === Infinity) return 'Inf';
  switch (verb) {
    case 'e':
    case 'E':
      return exponential(precision < 0 ? shortest(magnitude) : significant(magnitude, precision + 1), verb);
    case 'f':
      return fixed(magnitude, precision);
    case 'x':
    case 'X':
      return hexadecimal(magnitude, precision, verb === 'X');
    case 'b': {
      const { mantissa, exponent } = binary(magnitude);
      return `${mantissa}p${exponent < 0 ? '' : '+'}${exponent}`;
    }
    default:
      return general(magnitude, precision, verb === 'G' ? 'E' : 'e');
  }
}

/** Whether a number prints with a minus sign; negative zero does. */
export function isNegative(value: number): boolean {
  return value < 0 || Object.is(value, -0);
}
