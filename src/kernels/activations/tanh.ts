import type { Activation } from './activation.ts';
import { quadratureActivation } from './quadrature/quadrature-activation.ts';

/**
 * Hyperbolic tangent, φ(x) = tanh x, whose moments have no closed form.
 *
 * Hermite expansion with a rigorous bound, nested quadrature where it is too long: 1e-13 up to
 * variance 4, 1e-10 everywhere (see `quadratureActivation`).
 * Poole et al., Exponential Expressivity in Deep Neural Networks, NeurIPS 2016, use this network.
 */
export function tanh(gain = 1): Activation {
  return quadratureActivation('tanh', gain, { evaluate: Math.tanh, derivative, breakpoints: [] });
}

/** 1 − tanh² x = 1/cosh² x, which keeps its relative digits for large |x|. */
function derivative(x: number): number {
  const decay = Math.exp(-2 * Math.abs(x));
  return (4 * decay) / (1 + decay) ** 2;
}
