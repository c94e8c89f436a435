import { HypertangentError } from '../errors.ts';
import type { Activation } from './activations/activation.ts';
import { createActivation } from './activations/index.ts';
import type { Mlp } from './architecture.ts';

/** An `Mlp` made ready for its kernel recursions: every default filled in, variances in place of standard deviations. */
export interface Network {
  readonly depth: number;
  readonly activation: Activation;
  /** σ_w² of layers 1 … depth; from the second layer on times γ², the activation's gain squared. */
  readonly weightVariance: readonly number[];
  /** σ_b² */
  readonly biasVariance: number;
}

/**
 * @param path where `mlp` stands in the request, for errors
 * @throws HypertangentError `invalid_value` or `shape_mismatch`
 */
export function prepareNetwork(mlp: Mlp, path: string): Network {
  const { depth, weightStd, biasStd } = mlp;
  requireThat(
    Number.isInteger(depth) && depth >= 1,
    `${path}/depth`,
    'an integer of at least 1 (it counts weight matrices)',
    depth,
  );
  requireThat(Number.isFinite(biasStd) && biasStd >= 0, `${path}/bias_std`, 'a finite number of at least 0', biasStd);
  const perLayer = typeof weightStd === 'number' ? Array.from({ length: depth }, () => weightStd) : weightStd;
  if (perLayer.length !== depth) {
    throw new HypertangentError(
      'shape_mismatch',
      `weight_std needs one number for each of the ${depth} weight matrices, got ${perLayer.length}`,
      {
        path: `${path}/weight_std`,
        expected: `${depth} numbers`,
        received: `${perLayer.length} numbers`,
      },
    );
  }
  for (const std of perLayer)
    requireThat(Number.isFinite(std) && std >= 0, `${path}/weight_std`, 'finite numbers of at least 0', std);
  const activation = createActivation(mlp.activation, `${path}/activation`);
  // √2 squared is not 2 in float64.
  const gain = activation.gain === Math.SQRT2 ? 2 : activation.gain ** 2;
  return {
    depth,
    activation,
    weightVariance: perLayer.map((std, layer) => std ** 2 * (layer === 0 ? 1 : gain)),
    biasVariance: biasStd ** 2,
  };
}

function requireThat(condition: boolean, path: string, expected: string, received: unknown): void {
  if (!condition)
    throw new HypertangentError('invalid_value', `${path} must be ${expected}, got ${received}`, { path, expected, received });
}
