import type { Activation, Moments } from './activation.ts';
import { geometricMean, rootDeterminant } from './bivariate.ts';
import { closedForm } from './closed-form.ts';

/**
 * ReLU, φ(x) = max(x, 0): the arc-cosine kernels of order 1 and 0.
 *
 *   E[φφ] = m·(sin θ + (π − θ)·cos θ) / 2π,   E[φ′φ′] = (π − θ) / 2π
 *
 * m = √(var1·var2), cos θ = cov12 / m. Full relative accuracy, near θ = π too; exact at θ = 0 and π.
 * Cho & Saul, Kernel Methods for Deep Learning, NeurIPS 2009, Eqs. 3–7.
 */
export function relu(gain = Math.SQRT2): Activation {
  return closedForm({
    name: 'relu',
    gain,
    evaluate: (x) => Math.max(x, 0),
    derivative: (x) => (x > 0 ? 1 : x < 0 ? 0 : 0.5),
    pair: reluPair,
  });
}

/** Both moments of ReLU for one pair, in terms of t = π − θ. */
export function reluPair(cov12: number, var1: number, var2: number, out: Moments): void {
  const mean = geometricMean(var1, var2);
  if (mean === 0) {
    out.dual = 0;
    out.derivative = 0.25;
    return;
  }
  const sine = rootDeterminant(cov12, var1, var2);
  if (sine === 0) {
    out.dual = cov12 > 0 ? mean / 2 : 0;
    out.derivative = cov12 > 0 ? 0.5 : 0;
    return;
  }
  const t = Math.atan2(sine, -cov12);
  out.dual = (t < 0.5 ? mean * sineMinusChord(t) : sine + t * cov12) / (2 * Math.PI);
  out.derivative = t / (2 * Math.PI);
}

/** sin t − t·cos t = t³·Σ_k (−t²)^k·(2k+2)/(2k+3)! for small t, where the difference would cancel. */
function sineMinusChord(t: number): number {
  const q = t * t;
  return (
    t * q * (1 / 3 - q * (1 / 30 - q * (1 / 840 - q * (1 / 45360 - q * (1 / 3991680 - q * (1 / 518918400 - q / 93405312000))))))
  );
}
