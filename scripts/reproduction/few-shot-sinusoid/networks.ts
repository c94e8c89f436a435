import type { Schema } from '../../../src/client/index.ts';

type Architecture = Schema<'Hypernetwork'>;

/** What can be chosen of the infinitely wide hypernetwork. */
export interface Choice {
  hyperDepth: number;
  primaryDepth: number;
  activation: 'relu' | 'leaky_relu' | 'abs' | 'erf' | 'gelu';
  /** Of g's Fourier features. */
  lengthScale: number;
}

/** f and g, infinitely wide, without biases. */
export function infinite({ hyperDepth, primaryDepth, activation, lengthScale }: Choice): Architecture {
  return {
    type: 'hypernetwork',
    hyper: { type: 'mlp', depth: hyperDepth, activation: { name: activation } },
    primary: { type: 'mlp', depth: primaryDepth, activation: { name: 'relu' } },
    coordinate_features: { kind: 'fourier_limit', length_scale: lengthScale },
  };
}

export interface Widths {
  hyper: number;
  primary: number;
  features: number;
}

/** The same of finite widths, with so many Fourier features of a seed. */
export function finite(choice: Choice, { hyper, primary, features }: Widths, seed: number): Architecture {
  const { hyper: f, primary: g } = infinite(choice);
  return {
    type: 'hypernetwork',
    hyper: { ...f, width: hyper },
    primary: { ...g, width: primary },
    coordinate_features: { kind: 'fourier', features, length_scale: choice.lengthScale, seed },
  };
}
