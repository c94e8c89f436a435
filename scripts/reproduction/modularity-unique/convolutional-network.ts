import { RandomStream } from '../../../src/random/stream.ts';

/** Of the seed; nothing that is trained has them. */
const STREAM = 2 ** 31 + 140;
const [KERNEL, STRIDE] = [10, 2];
const CHANNELS = [20, 50] as const;
export const OUTPUTS = 10;

/** Signals, channel after channel, of a square image each. */
interface Signals {
  channels: number;
  size: number;
  data: Float64Array;
}

/**
 * The paper's Eq. 5, y = fc ∘ ReLU ∘ conv₂ ∘ ReLU ∘ conv₁, kernels of 10 × 10, stride 2: a function of an image, all channels
 * after another. Weights U(±√(6/n)) (He et al. 2015), no biases.
 */
export function randomConvolutional(channels: number, size: number, seed: number): (image: ArrayLike<number>) => Float64Array {
  const sizes = [size, shrunk(size), shrunk(shrunk(size))] as const;
  const first = weights(channels * KERNEL ** 2, CHANNELS[0], seed, 0);
  const second = weights(CHANNELS[0] * KERNEL ** 2, CHANNELS[1], seed, 1);
  const features = CHANNELS[1] * sizes[2] ** 2;
  const last = weights(features, OUTPUTS, seed, 2);
  return (image) => {
    const hidden = relu(convolved({ channels, size, data: Float64Array.from(image) }, first, CHANNELS[0]));
    const { data } = relu(convolved(hidden, second, CHANNELS[1]));
    return Float64Array.from({ length: OUTPUTS }, (_, unit) => {
      const start = unit * features;
      return data.reduce((sum, value, index) => sum + value * last[start + index]!, 0);
    });
  };
}

const shrunk = (size: number) => Math.floor((size - KERNEL) / STRIDE) + 1;

/** `[units, inputs]` */
function weights(inputs: number, units: number, seed: number, layer: number): Float64Array {
  const [random, bound] = [new RandomStream(seed, STREAM + layer), Math.sqrt(6 / inputs)];
  return Float64Array.from({ length: inputs * units }, (_, index) => bound * (2 * random.uniform(index) - 1));
}

/** @param kernels `[units, channels, KERNEL, KERNEL]` */
function convolved({ channels, size, data }: Signals, kernels: Float64Array, units: number): Signals {
  const side = shrunk(size);
  const out = new Float64Array(units * side * side);
  for (let unit = 0; unit < units; unit++)
    for (let place = 0; place < side * side; place++) {
      const corner = STRIDE * (Math.floor(place / side) * size + (place % side));
      let sum = 0;
      for (let channel = 0; channel < channels; channel++)
        for (let row = 0; row < KERNEL; row++) {
          const seen = channel * size * size + corner + row * size;
          const own = ((unit * channels + channel) * KERNEL + row) * KERNEL;
          for (let column = 0; column < KERNEL; column++) sum += data[seen + column]! * kernels[own + column]!;
        }
      out[unit * side * side + place] = sum;
    }
  return { channels: units, size: side, data: out };
}

function relu(signals: Signals): Signals {
  return { ...signals, data: signals.data.map((value) => Math.max(value, 0)) };
}
