/**
 * Tails of Student's t distribution and of the normal one, which it is at infinitely many degrees of freedom.
 *
 * Relative accuracy: 1e-10 up to a million degrees of freedom, in tails down to 1e-300; beyond 1e-6 for |t| up to 8.
 */

/** P(|T| ≥ |t|) for T with `degrees` > 0 degrees of freedom: I_x(ν/2, 1/2) with x = ν/(ν + t²). */
export function twoSidedTail(t: number, degrees = Number.POSITIVE_INFINITY): number {
  const square = t * t;
  if (square === 0) return 1;
  if (square === Number.POSITIVE_INFINITY) return 0;
  if (degrees > NEARLY_NORMAL) return upperGammaHalf(square / 2);
  return tail(square / degrees, degrees);
}

/** The t ≥ 0 with P(|T| ≥ t) = `probability`, to 1e-12 of itself, for probabilities of 1e-300 to 1. */
export function twoSidedQuantile(probability: number, degrees = Number.POSITIVE_INFINITY): number {
  if (probability >= 1) return 0;
  let [low, high] = [0, 1];
  while (twoSidedTail(high, degrees) > probability) [low, high] = [high, 2 * high];
  while (high - low > 1e-12 * high) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (twoSidedTail(middle, degrees) > probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** From here on rounding takes more than the difference to the normal distribution. */
const NEARLY_NORMAL = 1e9;
const MOST_STEPS = 10_000;
const PRECISION = 1e-15;
/** In place of 0 where a continued fraction would divide by it. */
const TINY = 1e-300;

/** I_x(ν/2, 1/2) with x = 1/(1 + ratio). */
function tail(ratio: number, degrees: number): number {
  const a = degrees / 2;
  const b = 0.5;
  const x = 1 / (1 + ratio);
  // x^a·(1 − x)^b/B(a, b), where x may be so near to 1 that rounding leaves little of 1 − x.
  const front = Math.exp(logGammaRatio(a) - a * Math.log1p(ratio)) * Math.sqrt((ratio * x) / Math.PI);
  // The fraction converges fast below the mean, that of the other tail above it.
  if (x < (a + 1) / (a + b + 2)) return (front * betaFraction(x, a, b)) / a;
  return 1 - (front * betaFraction(ratio * x, b, a)) / b;
}

/** The continued fraction of the incomplete beta function (Abramowitz and Stegun 26.5.8) by Lentz's method. */
function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= MOST_STEPS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    value *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    value *= c * d;
    if (Math.abs(c * d - 1) < PRECISION) break;
  }
  return value;
}

/** Q(1/2, x) = erfc(√x): a series where x is small, else the continued fraction (Abramowitz and Stegun 6.5.31). */
function upperGammaHalf(x: number): number {
  const front = Math.exp(-x) * Math.sqrt(x / Math.PI);
  if (x < 1.5) {
    let term = 2;
    let sum = term;
    for (let n = 1; term > PRECISION * sum; n++) {
      term *= x / (n + 0.5);
      sum += term;
    }
    return 1 - front * sum;
  }
  let d = 1 / (x + 0.5);
  let c = 1 / TINY;
  let value = d;
  for (let n = 1; n <= MOST_STEPS; n++) {
    const step = -n * (n - 0.5);
    const next = x + 2 * n + 0.5;
    d = 1 / away(next + step * d);
    c = away(next + step / c);
    value *= c * d;
    if (Math.abs(c * d - 1) < PRECISION) break;
  }
  return front * value;
}

function away(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

/** log Γ(a + 1/2) − log Γ(a) for a > 0: its asymptotic series, reached by Γ(a + 1) = a·Γ(a). */
function logGammaRatio(a: number): number {
  let at = a;
  let steps = 1;
  for (; at < 20; at++) steps *= at / (at + 0.5);
  const square = at * at;
  return Math.log(steps * Math.sqrt(at)) - (1 / 8 - (1 / 192 - 1 / (640 * square)) / square) / at;
}
