import type { Hypernetwork, Mlp } from '../../../src/kernels/architecture.ts';

/** Depths H of g, and orders r of the terms. */
export const DEPTHS = [1, 2, 3, 4] as const;
export const ORDERS = [1, 2, 3, 4] as const;
/** Units of g's hidden layers. */
export const PRIMARY_WIDTH = 10;

const ACTIVATIONS = ['relu', 'erf'] as const;
type ActivationName = (typeof ACTIVATIONS)[number];

/** Activations of f and of g: `relu-erf`. */
export type Pair = `${ActivationName}-${ActivationName}`;
export const PAIRS: readonly Pair[] = ['relu-relu', 'erf-erf', 'erf-relu', 'relu-erf'];

export function activationsOf(pair: Pair): [ActivationName, ActivationName] {
  return pair.split('-') as [ActivationName, ActivationName];
}

/** The paper's h: gain √2 whatever the activation (its Eqs. 2 and 3), no biases. */
export function architectureOf(pair: Pair, primaryDepth: number, hyperDepth: number, width: number): Hypernetwork {
  const [hyper, primary] = activationsOf(pair);
  const network = (name: ActivationName, depth: number, units: number): Mlp => {
    return { type: 'mlp', depth, width: units, activation: { name, gain: Math.SQRT2 }, weightStd: 1, biasStd: 0 };
  };
  return {
    type: 'hypernetwork',
    hyper: network(hyper, hyperDepth, width),
    primary: network(primary, primaryDepth, PRIMARY_WIDTH),
    coordinateFeatures: { kind: 'none' },
  };
}

/** Theorem 1: the exponent of n in K^(r). */
export function theorem(depth: number, order: number): number {
  return Math.min(0, depth - order);
}

/**
 * The exponent that counting powers of n gives; null: the term is 0.
 *
 * Along the gradient, derivative α of a generated weight is of order n^{1−α} in a network of pieces that are linear,
 * which is a polynomial of the degree of f's depth in its weights; and of order n^{−⌊α/2⌋} in a smooth one, where second
 * derivatives of the activation put equal signals together, so that signs do not cancel. Theorem 1 has the former. g
 * takes one factor from each of its layers where it is linear in pieces; where it is smooth and has an activation, as
 * many as there are.
 */
export function powerCounting(pair: Pair, depth: number, order: number, hyperDepth: number): number | null {
  const [hyper, primary] = activationsOf(pair);
  const ofOne = (alpha: number) => {
    if (hyper === 'erf') return -Math.floor(alpha / 2);
    return alpha > hyperDepth ? Number.NEGATIVE_INFINITY : Math.min(0, 1 - alpha);
  };
  const factors = primary === 'erf' && depth > 1 ? order : depth;
  const best = (left: number, parts: number): number => {
    if (parts === 1) return ofOne(left);
    return Math.max(...Array.from({ length: left + 1 }, (_, alpha) => ofOne(alpha) + best(left - alpha, parts - 1)));
  };
  const found = best(order, factors);
  return Number.isFinite(found) ? found : null;
}
