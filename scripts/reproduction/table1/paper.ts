/** Table 1 of "On Infinite-Width Hypernetworks" (NeurIPS 2020): test MSE by number of training images. */
export const SIZES = [50, 100, 200, 500] as const;

export const TASKS = [
  { name: 'representation', mask: 'none' },
  { name: 'inpainting', mask: 'top_half' },
] as const;
export type Task = (typeof TASKS)[number];

export const KERNELS = [
  { name: 'hyperkernel', kernel: 'ntk' },
  { name: 'NNGP', kernel: 'nngp' },
] as const;
export type Kernel = (typeof KERNELS)[number];

/** In the order of SIZES. */
export const PAPER: Record<Task['name'], Record<'hyperkernel' | 'NNGP' | 'hypernetwork', readonly number[]>> = {
  representation: {
    hyperkernel: [0.055, 0.05, 0.043, 0.032],
    NNGP: [0.051, 0.045, 0.037, 0.026],
    hypernetwork: [0.12, 0.08, 0.052, 0.041],
  },
  inpainting: {
    hyperkernel: [0.057, 0.051, 0.047, 0.038],
    NNGP: [0.054, 0.047, 0.043, 0.034],
    // The last as printed.
    hypernetwork: [0.16, 0.098, 0.066, 0.49],
  },
};

/** The best of the paper's rows. */
export function paperBest({ name }: Task, size: number): number {
  const index = SIZES.indexOf(size as (typeof SIZES)[number]);
  return Math.min(...Object.values(PAPER[name]).map((row) => row[index]!));
}
