import type { Engine } from '../engine/engine.ts';
import type { Hypernetwork, Mlp } from '../kernels/architecture.ts';
import { kernelMatrices } from '../kernels/kernel-matrices.ts';
import { matrix } from '../nd-array.ts';

/** The kernel of a hypernetwork that has one image for its input: one between pixel coordinates. */
export interface PixelKernel {
  kernel: 'ntk' | 'nngp';
  /** Of g. */
  depth: number;
  /** Of g's Fourier features, in pixels; at most a quarter of {@link REACH}. */
  lengthScale: number;
}

/** In pixels; what is further apart has the kernel of this distance, from which it differs by less than e⁻⁸. */
export const REACH = 512;

const RELU = { name: 'relu' } as const;
const F: Mlp = { type: 'mlp', depth: 3, activation: RELU, weightStd: 1, biasStd: 0 };

/** The tables of kernels, each made once. */
export function kernelTables(engine: Engine): (kernel: PixelKernel) => Promise<Float64Array> {
  const tables = new Map<string, Promise<Float64Array>>();
  return ({ kernel, depth, lengthScale }) => {
    const name = [kernel, depth, lengthScale].join();
    const table = tables.get(name) ?? offsetKernel(engine, { kernel, depth, lengthScale });
    tables.set(name, table);
    return table;
  };
}

/**
 * k(z, z′)/k(z, z) of pixels, at index ‖z − z′‖², `[REACH² + 1]`.
 *
 * With the limit of random Fourier features (Remark 2) the kernel depends on ‖z − z′‖ alone, and squared distances on the grid are
 * whole numbers: these are all values there are.
 */
export async function offsetKernel({ kernels }: Engine, { kernel, depth, lengthScale }: PixelKernel): Promise<Float64Array> {
  const architecture: Hypernetwork = {
    type: 'hypernetwork',
    hyper: F,
    primary: { ...F, depth },
    coordinateFeatures: { kind: 'fourier_limit', lengthScale },
  };
  const distances = Float64Array.from({ length: REACH ** 2 + 1 }, (_, squared) => Math.sqrt(squared));
  const image = matrix(1, 1, Float64Array.of(1));
  const { matrices } = await kernelMatrices(
    {
      architecture,
      points: { x: image, z: matrix(1, 1), pairing: 'grid' },
      points2: { x: image, z: matrix(distances.length, 1, distances), pairing: 'grid' },
      outputs: [kernel],
    },
    kernels,
  );
  const values = matrices[kernel]!.data;
  const atZero = values[0]!;
  return values.map((value) => value / atZero);
}
