const TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);

/**
 * The error function, erf x = (2/√π)·∫₀ˣ exp(−t²) dt, to a few ulp.
 *
 * Below 2: the series with positive terms only (Abramowitz & Stegun 7.1.6); above: 1 − erfc.
 */
export function erf(x: number): number {
  const magnitude = Math.abs(x);
  if (magnitude < 2) return series(x);
  return Math.sign(x) * (1 - tail(magnitude));
}

/** 1 − erf x, keeping its relative digits (a few ulp times x²) for large positive x. */
export function erfc(x: number): number {
  if (x >= 1) return tail(x);
  return x > 0.5 ? 1 - series(x) : 1 - erf(x);
}

/** (2/√π)·exp(−x²)·Σ_k 2^k·x^(2k+1) / (1·3·…·(2k+1)). */
function series(x: number): number {
  const q = 2 * x * x;
  let term = x;
  let sum = x;
  for (let odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
    term *= q / odd;
    sum += term;
  }
  return TWO_OVER_ROOT_PI * Math.exp(-x * x) * sum;
}

/** erfc x for x ≥ 1 by Laplace's continued fraction (Abramowitz & Stegun 7.1.14), from its far end. */
function tail(x: number): number {
  if (x > 27.3) return 0;
  if (Number.isNaN(x)) return x;
  let fraction = x;
  for (let k = Math.ceil(30 + 200 / (x * x)); k > 0; k--) fraction = x + k / 2 / fraction;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * fraction);
}
