/** 10 ** exponent with the rounding errors of Go's `math.Pow`, which squares its way up; V8's own differ from them. */
export function powerOfTen(exponent: number): number {
  if (exponent === 0) return 1;
  if (exponent === 1) return 10;
  let result = 1;
  let resultScale = 0;
  // 10 is 0.625 * 2 ** 4.
  let square = 0.625;
  let scale = 4;
  for (let rest = Math.abs(exponent); rest >= 1; rest = Math.floor(rest / 2)) {
    // Out of range already, whatever follows.
    if (Math.abs(scale) > 4096) {
      resultScale += scale;
      break;
    }
    if (rest % 2 === 1) {
      result *= square;
      resultScale += scale;
    }
    square *= square;
    scale *= 2;
    if (square < 0.5) {
      square += square;
      scale--;
    }
  }
  // In two steps, as 2 ** 1024 alone is infinite and 2 ** -1075 zero. The first is exact.
  const [factor, power] = exponent < 0 ? [1 / result, -resultScale] : [result, resultScale];
  const half = Math.trunc(power / 2);
  return factor * 2 ** half * 2 ** (power - half);
}
