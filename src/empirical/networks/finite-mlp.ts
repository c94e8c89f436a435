import type { Mlp } from '../../kernels/architecture.ts';
import { prepareNetwork } from '../../kernels/network.ts';
import type { Tensors } from '../backends/tensor-backend.ts';
import { layerSizes } from './layer-sizes.ts';
import { type TensorActivation, tensorActivation } from './tensor-activation.ts';

/** A fully connected network of finite widths, y^l = s_l·W^lq^{l−1} + σ_b·β^l with s_l = σ_w/√n_{l−1}; its weights are drawn elsewhere. */
export interface FiniteMlp {
  readonly depth: number;
  /** n₀ … n_depth */
  readonly sizes: readonly number[];
  readonly activation: TensorActivation;
  /** s_1 … s_depth */
  readonly scales: readonly number[];
  readonly biasStd: number;
}

/**
 * @param input what the network's input is scaled by: its size, unless it comes scaled
 * @param path where `mlp` stands in the request, for errors
 * @throws HypertangentError `invalid_value` or `shape_mismatch`
 */
export function finiteMlp(
  tf: Tensors,
  mlp: Mlp,
  input: { size: number; scaled?: boolean },
  output: number,
  path: string,
): FiniteMlp {
  // For its checks.
  prepareNetwork(mlp, path);
  const { depth, weightStd, biasStd } = mlp;
  const sizes = layerSizes(mlp, input.size, output, path);
  const scales = Array.from({ length: depth }, (_, layer) => {
    const std = typeof weightStd === 'number' ? weightStd : weightStd[layer]!;
    return layer === 0 && input.scaled ? std : std / Math.sqrt(sizes[layer]!);
  });
  return { depth, sizes, activation: tensorActivation(tf, mlp.activation, `${path}/activation`), scales, biasStd };
}
