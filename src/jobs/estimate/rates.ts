import type { TensorSetting } from '../../empirical/backends/names.ts';

/** How fast a machine computes, as its runners measure it when they start. */
export interface Rates {
  /** Multiplications and additions a second of a matrix product, all threads together. */
  productFlops: number;
  /** The same of a Cholesky factorisation. */
  choleskyFlops: number;
  /** Seconds of one thread for a pair of points and a layer, where the activation has a closed form. */
  closedFormSeconds: number;
  /** The same where it has a series. */
  seriesSeconds: number;
  /** Seconds for a single point and a layer where the activation has a series: the quadrature of its variance. */
  seriesPointSeconds: number;
  /** Normal numbers a second, all threads together. */
  normalsPerSecond: number;
  /** Bytes a second that are written to new memory. */
  bytesPerSecond: number;
}

/** Roughly those of one core of a server of 2020, until a runner has measured. */
export const DEFAULT_RATES: Rates = {
  productFlops: 2e10,
  choleskyFlops: 8e9,
  closedFormSeconds: 8e-9,
  seriesSeconds: 3e-5,
  seriesPointSeconds: 3e-3,
  normalsPerSecond: 1e8,
  bytesPerSecond: 2e9,
};

/**
 * Float32 products of a tensor backend beside those of float64 in the engine: TensorFlow has the same instructions with twice as
 * many numbers in each, WebAssembly's are narrower and run by one thread, and plain JavaScript has none.
 */
const TENSOR_SPEEDS: Record<TensorSetting, number> = { auto: 2, tensorflow: 2, webgpu: 2, wasm: 0.5, cpu: 0.01 };

/** Operations a second of float32 products in a backend that was not measured yet. */
export function typicalTensorFlops(backend: TensorSetting, rates: Rates): number {
  return TENSOR_SPEEDS[backend] * rates.productFlops;
}

/** Measurements further from the defaults than this, either way, are no measurements of a machine. */
const MOST_TIMES = 200;

/** What was measured, with the default wherever nothing was, or what is absurd. */
export function plausibleRates(measured: Partial<Rates>): Rates {
  const names = Object.keys(DEFAULT_RATES) as (keyof Rates)[];
  return Object.fromEntries(names.map((name) => [name, plausible(measured[name], DEFAULT_RATES[name])])) as unknown as Rates;
}

/** The best of each rate: whatever else a machine does while it measures makes it slower, never faster. */
export function fastest(all: readonly Rates[]): Rates | undefined {
  const [first, ...others] = all;
  if (first === undefined) return undefined;
  const better = (name: keyof Rates) => (name.endsWith('Seconds') ? Math.min : Math.max);
  const names = Object.keys(first) as (keyof Rates)[];
  return Object.fromEntries(
    names.map((name) => [name, better(name)(first[name], ...others.map((rates) => rates[name]))]),
  ) as unknown as Rates;
}

function plausible(measured: number | undefined, fallback: number): number {
  if (measured === undefined || !Number.isFinite(measured)) return fallback;
  return measured > fallback / MOST_TIMES && measured < fallback * MOST_TIMES ? measured : fallback;
}
