/** √(var1·var2): exactly var1 when both agree, and free of overflow. */
export function geometricMean(var1: number, var2: number): number {
  return var1 === var2 ? var1 : Math.sqrt(var1) * Math.sqrt(var2);
}

/**
 * Rounding of the layers before leaves 1 − |ρ| of parallel vectors at a few 1e-16 in place of 0, which θ = √(2(1 − ρ))
 * would turn into 1e-8: below this they are parallel.
 */
const PARALLEL = 2 ** -50;

/**
 * √(var1·var2 − cov12²), to nearly full relative accuracy even for almost parallel vectors.
 *
 * Equal variances: (v−|c|)(v+|c|), whose factors are exact near c = ±v. Unequal ones near ±1
 * correlation: both products as unevaluated sums of two doubles (Dekker 1971), since the difference
 * would otherwise lose the digits that the angle is made of. Zero where |ρ| is 1 up to rounding.
 */
export function rootDeterminant(cov12: number, var1: number, var2: number): number {
  const c = Math.abs(cov12);
  const mean = geometricMean(var1, var2);
  if (!(c < mean * (1 - PARALLEL))) return 0;
  if (var1 !== var2 && c > 0.9 * mean && mean > 1e-120 && mean < 1e120 && var1 < 1e280 && var2 < 1e280) {
    const product = var1 * var2;
    const square = c * c;
    const difference = product - square + (productError(var1, var2, product) - productError(c, c, square));
    return difference > 0 ? Math.sqrt(difference) : 0;
  }
  return Math.sqrt(mean - c) * Math.sqrt(mean + c);
}

/** a·b − fl(a·b), exactly: Dekker's product with Veltkamp's split. */
function productError(a: number, b: number, product: number): number {
  const aHigh = upperHalf(a);
  const bHigh = upperHalf(b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

function upperHalf(a: number): number {
  const shifted = 134217729 * a; // 2²⁷ + 1
  return shifted - (shifted - a);
}
