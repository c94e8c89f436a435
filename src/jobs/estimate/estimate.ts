import type { TensorSetting } from '../../empirical/backends/names.ts';
import { HypertangentError } from '../../errors.ts';
import type { Lane } from '../job.ts';
import { laneOf } from './lane.ts';
import { type Memory, memoryOf } from './memory.ts';
import { planOf } from './plan-of.ts';
import { type Rates, typicalTensorFlops } from './rates.ts';
import { type Seconds, secondsOf } from './seconds.ts';
import { COUNTED, resized, sizeOf, type Workload } from './workload.ts';

/** What there is to compute with. */
export interface Capacity {
  rates: Rates;
  /** Operations a second of float32 products in a tensor backend; {@link typicalTensorFlops} where it was not measured. */
  tensorFlops?(backend: TensorSetting): number | undefined;
  /** Of each runner. */
  threads: number;
  /** That a computation may take. */
  memoryBytes: number;
}

/** What a computation would take. */
export interface Estimate {
  seconds: number;
  memoryBytes: number;
  memoryLimitBytes: number;
  fits: boolean;
  lane: Lane;
  breakdown: Seconds & Memory;
  /** The largest number of points (of training images, for a completion) that would fit, where these do not; 0: none. */
  largest?: number;
}

/** Time: roughly; memory: an upper bound. */
export function estimate(workload: Workload, capacity: Capacity): Estimate {
  const plan = planOf(workload);
  const { rates, threads } = capacity;
  const backend = 'backend' in workload.input ? workload.input.backend : 'auto';
  const tensorFlops = capacity.tensorFlops?.(backend) ?? typicalTensorFlops(backend, rates);
  const duration = secondsOf(plan, rates, threads, tensorFlops);
  const memory = memoryOf(plan, threads);
  const seconds = duration.kernelSeconds + duration.solveSeconds;
  const memoryBytes = total(memory);
  const fits = memoryBytes <= capacity.memoryBytes;
  return {
    seconds,
    memoryBytes,
    memoryLimitBytes: capacity.memoryBytes,
    fits,
    lane: laneOf(workload.kind, seconds),
    breakdown: { ...duration, ...memory },
    ...(!fits && { largest: largestThatFits(workload, capacity) }),
  };
}

/**
 * The estimate of a computation that fits.
 *
 * @throws HypertangentError `too_large`, with the largest size that would fit
 */
export function admit(workload: Workload, capacity: Capacity): Estimate {
  const found = estimate(workload, capacity);
  if (found.fits) return found;
  const { seconds, memoryBytes, memoryLimitBytes, largest = 0 } = found;
  const advice =
    largest > 0
      ? `at most ${largest} ${COUNTED[workload.kind]} would fit, and these are ${sizeOf(workload)}`
      : `not even one of its ${COUNTED[workload.kind]} would fit`;
  const message =
    `this would take about ${mebibytes(memoryBytes)} MiB of memory, and ${mebibytes(memoryLimitBytes)} MiB are there for it: ${advice}. ` +
    'HYPERTANGENT_MEMORY_BYTES sets the limit';
  throw new HypertangentError('too_large', message, { memoryBytes, limitBytes: memoryLimitBytes, seconds, largest });
}

function largestThatFits(workload: Workload, { threads, memoryBytes }: Capacity): number {
  const fits = (size: number) => total(memoryOf(planOf(resized(workload, size)), threads)) <= memoryBytes;
  let low = 0;
  let high = sizeOf(workload);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}

function total({ inputBytes, outputBytes, workingBytes }: Memory): number {
  return inputBytes + outputBytes + workingBytes;
}

function mebibytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20);
}
