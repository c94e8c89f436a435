import type { Activation } from './activation.ts';
import { closedForm } from './closed-form.ts';

/**
 * Sine, φ(x) = sin x.
 *
 *   E[φφ] = exp(−(var1+var2)/2)·sinh(cov12),   E[φ′φ′] = exp(−(var1+var2)/2)·cosh(cov12)
 *
 * Evaluated without overflow and without cancellation for near-parallel pairs (`sineAndCosine`).
 * Daniely, Frostig & Singer, Toward Deeper Understanding of Neural Networks, NeurIPS 2016, Table 1;
 * Rahimi & Recht, NeurIPS 2007.
 */
export function sin(gain = 1): Activation {
  return closedForm({
    name: 'sin',
    gain,
    evaluate: Math.sin,
    derivative: Math.cos,
    pair(cov12, var1, var2, out) {
      out.dual = sinSin(cov12, var1, var2);
      out.derivative = cosCos(cov12, var1, var2);
    },
  });
}

/** E[sin u · sin v] = ½·exp(−(v₁+v₂−2|c|)/2)·(1 − exp(−2|c|))·sign c. */
export function sinSin(cov12: number, var1: number, var2: number): number {
  return -0.5 * Math.sign(cov12) * halfDistanceDecay(cov12, var1, var2) * Math.expm1(-2 * Math.abs(cov12));
}

/** E[cos u · cos v] = ½·exp(−(v₁+v₂−2|c|)/2)·(1 + exp(−2|c|)). */
export function cosCos(cov12: number, var1: number, var2: number): number {
  return 0.5 * halfDistanceDecay(cov12, var1, var2) * (1 + Math.exp(-2 * Math.abs(cov12)));
}

/** exp(−((v₁−|c|) + (v₂−|c|))/2): the two differences are exact where their sum is small. */
function halfDistanceDecay(cov12: number, var1: number, var2: number): number {
  const c = Math.abs(cov12);
  return Math.exp(-0.5 * (var1 - c + (var2 - c)));
}
