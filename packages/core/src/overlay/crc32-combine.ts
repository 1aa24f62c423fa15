/** The polynomial of CRC-32 with its bits in reverse, as gzip has it. */
const POLYNOMIAL = 0xedb88320;
/** The polynomial x⁰ in that order of bits. */
const ONE = 0x80000000;

/** The CRC-32 of two texts behind each other, from theirs and the length of the second alone: zlib's crc32_combine. */
export function crc32Combine(first: number, second: number, secondLength: number): number {
  return (multiply(powerOf(8 * secondLength), first) ^ second) >>> 0;
}

/** The product of two polynomials, modulo the CRC's. */
function multiply(a: number, b: number): number {
  let product = 0;
  let shifted = b;
  for (let bit = ONE; bit !== 0; bit >>>= 1) {
    if ((a & bit) !== 0) product ^= shifted;
    shifted = (shifted & 1) === 0 ? shifted >>> 1 : (shifted >>> 1) ^ POLYNOMIAL;
  }
  return product >>> 0;
}

/** x to the n-th, modulo the CRC's polynomial: squares, of which one is a factor for every bit of n. */
function powerOf(n: number): number {
  let power = ONE;
  for (let rest = n, index = 0; rest > 0; rest = Math.floor(rest / 2), index += 1) {
    if (rest % 2 === 1) power = multiply(squareOf(index), power);
  }
  return power;
}

/** x to the 2^index-th; SQUARES[0] is x itself. */
const SQUARES: number[] = [ONE >>> 1];
function squareOf(index: number): number {
  for (let last = SQUARES.length - 1; last < index; last += 1) {
    const square = SQUARES[last] ?? 0;
    SQUARES.push(multiply(square, square));
  }
  return SQUARES[index] ?? 0;
}
