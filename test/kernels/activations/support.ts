import { type Activation, type ActivationSpec, createActivation, type Moments } from '../../../src/kernels/activations/index.ts';

/** Both moments of one pair. */
export function momentsOf(activation: Activation, cov12: number, var1: number, var2: number): Moments {
  const dual = new Float64Array(1);
  const derivative = new Float64Array(1);
  activation.moments(Float64Array.of(cov12), Float64Array.of(var1), Float64Array.of(var2), dual, derivative, 1);
  return { dual: dual[0], derivative: derivative[0] };
}

/** |actual − expected| in the unit of accuracy, √(q₁q₂); 0 for equal numbers, zeros included. */
export function scaledError(actual: number, expected: number, q1: number, q2: number): number {
  return actual === expected ? 0 : Math.abs(actual - expected) / (Math.sqrt(q1) * Math.sqrt(q2));
}

/** One of every kind. */
export const SPECS: readonly ActivationSpec[] = [
  { name: 'relu' },
  { name: 'leaky_relu', negativeSlope: 0.2 },
  { name: 'abs' },
  { name: 'erf' },
  { name: 'gelu' },
  { name: 'sin' },
  { name: 'cos' },
  { name: 'rbf', gamma: 0.7 },
  { name: 'identity' },
  { name: 'tanh' },
  { name: 'custom', expression: 'x*sigmoid(x)' },
];

/** (cov12, var1, var2) at moderate variances. */
export const PAIRS: readonly (readonly [number, number, number])[] = [
  [0.3, 0.8, 1.4],
  [-0.6, 1, 1],
  [0.9, 1, 1],
  [-0.7, 2, 0.4],
  [0, 0.5, 3],
];

export { createActivation };
