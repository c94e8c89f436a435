import { RandomStream } from '../../../src/random/stream.ts';

/** Of the seed; nothing that is trained has them. */
const STREAM = 2 ** 31 + 100;

/** A fully connected network without biases, weights U(±√(6/n)) (He et al. 2015), as a function of one input. */
export function randomNetwork(
  sizes: readonly number[],
  seed: number,
  activation: (value: number) => number,
): (input: Float64Array) => Float64Array {
  const layers = sizes.slice(1).map((units, layer) => {
    const [inputs, random] = [sizes[layer]!, new RandomStream(seed, STREAM + layer)];
    const bound = Math.sqrt(6 / inputs);
    return Float64Array.from({ length: inputs * units }, (_, index) => bound * (2 * random.uniform(index) - 1));
  });
  return (input) =>
    layers.reduce((signal, weights, layer) => {
      const out = product(signal, weights, sizes[layer + 1]!);
      return layer < layers.length - 1 ? out.map(activation) : out;
    }, input);
}

function product(signal: Float64Array, weights: Float64Array, units: number): Float64Array {
  const out = new Float64Array(units);
  for (const [input, value] of signal.entries()) {
    const start = input * units;
    for (let unit = 0; unit < units; unit++) out[unit]! += value * weights[start + unit]!;
  }
  return out;
}

export const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));

export const elu = (value: number): number => (value > 0 ? value : Math.expm1(value));
