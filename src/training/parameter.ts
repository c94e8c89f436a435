import { biasStream, weightStream } from '../empirical/networks/weights.ts';
import type { DensePlan } from './dense-plan.ts';

/** A matrix that is trained, and how it starts. */
export interface Parameter {
  /** Such as `hyper.weights.1`. */
  readonly name: string;
  /** Inputs and units of a layer; biases are one row. */
  readonly shape: readonly [rows: number, columns: number];
  /** Of the seed. */
  readonly stream: number;
  /** Whether its numbers are drawn unit by unit, as those of output layers are, or input by input. */
  readonly unitByUnit: boolean;
  /** Standard deviation of a unit's numbers. */
  spread(column: number): number;
}

/**
 * The parameters of a fully connected network, layer by layer: weights, then biases where there are any.
 *
 * Numbers and streams are those of networks whose kernels are computed: in the parameterisation `ntk`, training starts at
 * network 0 of the seed.
 *
 * @param firstLayer of its streams, from 1
 * @param outputSpread of the units of the output layer, as a multiple of what they have otherwise
 */
export function denseParameters(
  { sizes, biasScale, spreads, biasSpread }: DensePlan,
  prefix: string,
  firstLayer = 1,
  outputSpread: (column: number) => number = () => 1,
): Parameter[] {
  const depth = sizes.length - 1;
  return Array.from({ length: depth }, (_, index) => {
    const layer = index + 1;
    const [inputs, units] = [sizes[index]!, sizes[layer]!];
    const times = layer === depth ? outputSpread : () => 1;
    const weights: Parameter = {
      name: `${prefix}weights.${layer}`,
      shape: [inputs, units],
      stream: weightStream(firstLayer + index),
      unitByUnit: layer === depth,
      spread: (column) => spreads[index]! * times(column),
    };
    const biases: Parameter = {
      name: `${prefix}biases.${layer}`,
      shape: [1, units],
      stream: biasStream(firstLayer + index),
      unitByUnit: false,
      spread: (column) => biasSpread * times(column),
    };
    return biasScale === null ? [weights] : [weights, biases];
  }).flat();
}
