import { elu, randomNetwork, sigmoid } from './random-network.ts';

export const TARGET_TYPES = ['I', 'II', 'III'] as const;
export type TargetType = (typeof TARGET_TYPES)[number];

/** y(x, I), both of `inputs` numbers. */
export type Target = (x: Float64Array, image: Float64Array) => number;

export interface TargetShape {
  /** d_x = d_I */
  inputs: number;
  /** Units of hidden layers. */
  width: number;
}

/** The paper's classes of functions (Sec. 7.1), of which a seed says one. */
export function targetOf(type: TargetType, shape: TargetShape, seed: number): Target {
  const { inputs, width } = shape;
  if (type === 'I') {
    const weightsOf = typeOneWeights(shape, seed);
    return (x, image) => dot(x, weightsOf(image));
  }
  const seen = type === 'II' ? 2 * inputs : inputs;
  const network = randomNetwork([seen, width, width, width, 1], seed, elu);
  return type === 'II'
    ? (x, image) => network(Float64Array.from([...x, ...image]))[0]!
    : (x, image) => network(x.map((value, index) => value * image[index]!))[0]!;
}

/** h of type I, ⟨x, h(I)⟩: three layers, sigmoids between them, a softmax on top. */
export function typeOneWeights({ inputs, width }: TargetShape, seed: number): (image: Float64Array) => Float64Array {
  const network = randomNetwork([inputs, width, width, inputs], seed, sigmoid);
  return (image) => {
    const sizes = network(image).map(Math.exp);
    const sum = sizes.reduce((total, size) => total + size, 0);
    return sizes.map((size) => size / sum);
  };
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, index) => sum + value * b[index]!, 0);
}
