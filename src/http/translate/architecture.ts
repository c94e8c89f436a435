import type { ActivationSpec } from '../../kernels/activations/activation.ts';
import type { Architecture, CoordinateFeatures, Hypernetwork, Mlp } from '../../kernels/architecture.ts';
import type { Schema } from '../contract/types.ts';

/** The contract's snake_case architecture as the kernels' own, defaults filled in. */
export function architecture(source: Schema<'Architecture'>): Architecture {
  return source.type === 'mlp' ? mlp(source) : hypernetwork(source);
}

export function hypernetwork(source: Schema<'Hypernetwork'>): Hypernetwork {
  return {
    type: 'hypernetwork',
    hyper: mlp(source.hyper),
    primary: mlp(source.primary),
    coordinateFeatures: coordinateFeatures(source.coordinate_features),
  };
}

function mlp(source: Schema<'Mlp'>): Mlp {
  return {
    type: 'mlp',
    depth: source.depth,
    activation: activation(source.activation),
    weightStd: source.weight_std ?? 1,
    biasStd: source.bias_std ?? 0,
    ...(source.width !== undefined && { width: source.width }),
  };
}

function activation(source: Schema<'Activation'>): ActivationSpec {
  return {
    name: source.name,
    ...(source.gain !== undefined && { gain: source.gain }),
    ...('negative_slope' in source && { negativeSlope: source.negative_slope }),
    ...('gamma' in source && { gamma: source.gamma }),
    ...('expression' in source && { expression: source.expression }),
    ...('breakpoints' in source && source.breakpoints !== undefined && { breakpoints: source.breakpoints }),
  } as ActivationSpec;
}

function coordinateFeatures(source: Schema<'CoordinateFeatures'> | undefined): CoordinateFeatures {
  switch (source?.kind) {
    case undefined:
    case 'none':
      return { kind: 'none' };
    case 'fourier_limit':
      return { kind: 'fourier_limit', lengthScale: source.length_scale };
    case 'fourier':
      return { kind: 'fourier', lengthScale: source.length_scale, features: source.features, seed: source.seed ?? 0 };
  }
}
