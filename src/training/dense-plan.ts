import { layerSizes } from '../empirical/networks/layer-sizes.ts';
import type { ActivationSpec } from '../kernels/activations/activation.ts';
import type { Mlp } from '../kernels/architecture.ts';
import { prepareNetwork } from '../kernels/network.ts';
import type { Parameterization } from './architecture.ts';

/** A fully connected network of finite widths, without its weights: y^l = s_l·W^lq^{l−1} + s_b·b^l. */
export interface DensePlan {
  /** n₀ … n_depth */
  readonly sizes: readonly number[];
  /** With the gain that it has in this parameterisation. */
  readonly activation: ActivationSpec;
  /** s_1 … s_depth */
  readonly scales: readonly number[];
  /** s_b; null: no biases */
  readonly biasScale: number | null;
  /** Standard deviations that weights of each layer, and biases, start with. */
  readonly spreads: readonly number[];
  readonly biasSpread: number;
}

/**
 * @param path where `mlp` stands in the request, for errors
 * @throws HypertangentError `invalid_value` or `shape_mismatch`
 */
export function densePlan(
  mlp: Mlp,
  { input, output }: { input: number; output: number },
  parameterization: Parameterization,
  path: string,
): DensePlan {
  const { gain } = prepareNetwork(mlp, path).activation;
  const { depth, weightStd, biasStd, activation } = mlp;
  const sizes = layerSizes(mlp, input, output, path);
  const biased = biasStd > 0;
  const stds = Array.from({ length: depth }, (_, layer) => {
    return (typeof weightStd === 'number' ? weightStd : weightStd[layer]!) / Math.sqrt(sizes[layer]!);
  });
  const ones = stds.map(() => 1);
  if (parameterization === 'ntk')
    return { sizes, activation, scales: stds, biasScale: biased ? biasStd : null, spreads: ones, biasSpread: 1 };
  return {
    sizes,
    activation: { ...activation, gain: 1 },
    scales: ones,
    biasScale: biased ? 1 : null,
    spreads: stds.map((std) => gain * std),
    biasSpread: biasStd,
  };
}
