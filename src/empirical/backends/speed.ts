import type { Tensor } from '@tensorflow/tfjs-core';
import type { Tensors } from './tensor-backend.ts';

const SMALLEST_ORDER = 256;
const LARGEST_ORDER = 4096;
/** A product that takes this long is measured well enough. */
const ENOUGH_MS = 25;
const REPEATS = 3;

/**
 * Floating-point operations per second of a float32 product of square matrices, in 10⁹: of the first order that takes
 * some tens of milliseconds, up to 4096. Takes at most a few tenths of a second, and 200 MB on a fast device.
 */
export async function matmulSpeed(tensors: Tensors): Promise<number> {
  for (let order = SMALLEST_ORDER; ; order *= 2) {
    const seconds = await productSeconds(tensors, order);
    if (seconds * 1000 >= ENOUGH_MS || order === LARGEST_ORDER) return (2 * order ** 3) / seconds / 1e9;
  }
}

/** The shortest of a few products, after one that compiles and allocates. */
async function productSeconds(tensors: Tensors, order: number): Promise<number> {
  const numbers = Float32Array.from({ length: order * order }, (_, i) => (i % 1013) / 1013 - 0.5);
  const a = tensors.tensor2d(numbers, [order, order]);
  try {
    let shortest = Number.POSITIVE_INFINITY;
    for (let i = 0; i <= REPEATS; i++) {
      const seconds = await secondsOf(tensors, a);
      if (i > 0) shortest = Math.min(shortest, seconds);
      if (i > 0 && seconds * 1000 > 4 * ENOUGH_MS) break;
    }
    return shortest;
  } finally {
    a.dispose();
  }
}

/** Until an entry has been read: devices work beside the process. */
async function secondsOf(tensors: Tensors, a: Tensor): Promise<number> {
  const start = performance.now();
  const corner = tensors.tidy(() => tensors.slice(tensors.matMul(a, a), [0, 0], [1, 1]));
  await corner.data();
  corner.dispose();
  return (performance.now() - start) / 1000;
}
