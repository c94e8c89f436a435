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

export function mlp(source: Schema<'Mlp'>): Mlp {
  return {
    type: 'mlp',
    depth: source.depth,
    activation: activation(source.activation),
    weightStd: source.weight_std ?? 1,
    biasStd: source.bias_std ?? 0,
    ...(source.width !== undefined && { width: source.width }),
  };
}

export function activation(source: Schema<'Activation'>): ActivationSpec {
  return {
    name: source.name,
    ...(source.gain !== undefined && { gain: source.gain }),
    ...('negative_slope' in source && { negativeSlope: source.negative_slope }),
    ...('gamma' in source && { gamma: source.gamma }),
    ...('expression' in source && { expression: source.expression }),
    ...('breakpoints' in source && source.breakpoints !== undefined && { breakpoints: source.breakpoints }),
  } as ActivationSpec;
}

export function coordinateFeatures(source: Schema<'CoordinateFeatures'> | undefined): CoordinateFeatures {
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

/** The same architecture as the contract has it, nothing left to defaults. */
export function architectureBody(source: Architecture): Schema<'Architecture'> {
  if (source.type === 'mlp') return mlpBody(source);
  return {
    type: 'hypernetwork',
    hyper: mlpBody(source.hyper),
    primary: mlpBody(source.primary),
    coordinate_features: featuresBody(source.coordinateFeatures),
  };
}

export function activationBody({ name, gain, ...rest }: ActivationSpec): Schema<'Activation'> {
  return {
    name,
    ...(gain !== undefined && { gain }),
    ...('negativeSlope' in rest && { negative_slope: rest.negativeSlope }),
    ...('gamma' in rest && { gamma: rest.gamma }),
    ...('expression' in rest && { expression: rest.expression }),
    ...('breakpoints' in rest && rest.breakpoints !== undefined && { breakpoints: rest.breakpoints }),
  } as Schema<'Activation'>;
}

export function mlpBody({ type, depth, activation, weightStd, biasStd, width }: Mlp): Schema<'Mlp'> {
  return {
    type,
    depth,
    activation: activationBody(activation),
    weight_std: typeof weightStd === 'number' ? weightStd : [...weightStd],
    bias_std: biasStd,
    ...(width !== undefined && { width: typeof width === 'number' ? width : [...width] }),
  };
}

export function featuresBody(features: CoordinateFeatures): Schema<'CoordinateFeatures'> {
  if (features.kind === 'none') return features;
  const { lengthScale, ...rest } = features;
  return { ...rest, length_scale: lengthScale } as Schema<'CoordinateFeatures'>;
}
