import type { ActivationSpec } from './activations/activation.ts';

/**
 * A fully connected network in NTK parameterisation, weights N(0, 1):
 * y¹ = W¹x/√n₀, q^l = γσ(y^l), y^{l+1} = W^{l+1}q^l/√n_l, output y^depth (the paper's Eq. 2).
 */
export interface Mlp {
  type: 'mlp';
  /** Number of weight matrices: `depth − 1` activations. */
  depth: number;
  activation: ActivationSpec;
  /** Standard deviation of the weights of every layer, or of each. */
  weightStd: number | readonly number[];
  biasStd: number;
  /** Units of the hidden layers of a finite network, of all or of each; the infinite limit ignores it. */
  width?: number | readonly number[];
}

/** What the primary network sees of a coordinate z (Remark 2 of the paper). */
export type CoordinateFeatures =
  | { kind: 'none' }
  | { kind: 'fourier_limit'; lengthScale: number }
  | { kind: 'fourier'; lengthScale: number; features: number; seed: number };

/** h(x, z) = g(z; f(x)): `hyper` is f and alone has trainable weights, `primary` is g, whose weights f generates. */
export interface Hypernetwork {
  type: 'hypernetwork';
  hyper: Mlp;
  primary: Mlp;
  coordinateFeatures: CoordinateFeatures;
}

export type Architecture = Mlp | Hypernetwork;

/** The kernels that can be asked for; the last three belong to hypernetworks. */
export const KERNEL_OUTPUTS = ['nngp', 'ntk', 'nngp_hyper', 'ntk_hyper', 'ntk_primary'] as const;
export type KernelOutput = (typeof KERNEL_OUTPUTS)[number];
