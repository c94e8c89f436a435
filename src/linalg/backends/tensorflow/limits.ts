/** How large the pieces are in which matrices go through the library. */
export interface Limits {
  /** Numbers of the largest tensor. */
  readonly numbers: number;
  /** Multiplications of one call, which the event loop waits for. */
  readonly multiplications: number;
  /** Rows of a triangle that the library factors or solves in one call, at most. */
  readonly block: number;
}

/** Half a second or so for a call; blocks small enough for products to be most of the work, as they alone use all cores. */
export const CPU_LIMITS: Limits = { numbers: 2 ** 27, multiplications: 2 ** 34, block: 512 };

/** Of a device that does not tell its memory. */
const MODEST_MEMORY = 2 ** 33;

/** No tensor takes more than an eighth of the device, or 4 GiB, which have to travel while the event loop waits. */
export function gpuLimits(memoryBytes = MODEST_MEMORY): Limits {
  const numbers = Math.min(2 ** 29, Math.max(2 ** 24, Math.floor(memoryBytes / 64)));
  return { numbers, multiplications: 2 ** 40, block: 4096 };
}

/** Smaller blocks would leave a device with too little to do in each call. */
const LEAST_BLOCK = 128;

/** Rows of a block in a triangle of so many: four columns of blocks are not to take more than one large tensor. */
export function blockOf({ block, numbers }: Limits, size: number): number {
  return Math.min(block, Math.max(LEAST_BLOCK, Math.floor(numbers / 4 / size)));
}
