import type { Engine } from '../../engine/engine.ts';
import { kernelMatrices } from '../../kernels/kernel-matrices.ts';
import { type Matrix, matrix } from '../../nd-array.ts';
import { DEFAULT_RATES, plausibleRates, type Rates } from '../estimate/rates.ts';

/** No measurement is repeated after this long; the kernel's code gets faster while it runs. */
const TIME_LIMIT_MS = 8;
const KERNEL_LIMIT_MS = 20;

/** So few points that one thread does them, and that threads need not be started. */
const KERNEL_POINTS = 128;
const KERNEL_LAYERS = 24;
/** Orders of the matrices that are multiplied and factorised: for a library with threads of its own, large enough for them. */
const LIBRARY_ORDERS = { product: 256, cholesky: 256 };
/** For a GPU, large enough that the way there is little of it. */
const DEVICE_ORDERS = { product: 1024, cholesky: 1024 };
const OWN_ORDERS = { product: 120, cholesky: 192 };
const PLAIN_ORDERS = { product: 64, cholesky: 96 };
const ORDERS: Readonly<Record<string, typeof OWN_ORDERS>> = {
  openblas: LIBRARY_ORDERS,
  tensorflow: DEVICE_ORDERS,
  reference: PLAIN_ORDERS,
};
const WRITTEN_NUMBERS = 2 ** 19;
/** So few that the calling thread draws them; others add less than it does. */
const DRAWN_NUMBERS = 2 ** 16;
const THREAD_SHARE = 0.5;
/** A factorisation of some size is at most this many times as slow as a product. */
const MOST_CHOLESKY_TIMES = 8;
/** Beyond this, it is not the machine that is slow, but others that have it. */
const MOST_SLOWNESS = 4;

/** How fast an engine is, by small computations of some milliseconds. */
export async function calibrate(engine: Engine, threads: number): Promise<Rates> {
  const { name } = engine.linalg;
  const orders = ORDERS[name] ?? OWN_ORDERS;
  // What is small enough to start no threads is done by one of them.
  const speedUp = name === 'wasm' ? threads : 1;
  const layer = await layerSeconds(engine);
  const product = await productSeconds(engine, orders.product);
  const cholesky = await choleskySeconds(engine, orders.cholesky);
  const write = await shortestSeconds(async () => new Float64Array(WRITTEN_NUMBERS).fill(1));
  const drawn = new Float32Array(DRAWN_NUMBERS);
  const draw = await shortestSeconds(() => engine.normals.fill({ seed: 0, network: 0, stream: 0 }, 0, drawn));
  const productFlops = (speedUp * 2 * orders.product ** 3) / product;
  const { closedFormSeconds } = plausibleRates({ closedFormSeconds: layer });
  const slowness = Math.min(MOST_SLOWNESS, Math.max(1 / MOST_SLOWNESS, closedFormSeconds / DEFAULT_RATES.closedFormSeconds));
  return plausibleRates({
    closedFormSeconds,
    productFlops,
    choleskyFlops: Math.max((speedUp * orders.cholesky ** 3) / 3 / cholesky, productFlops / MOST_CHOLESKY_TIMES),
    normalsPerSecond: ((1 + THREAD_SHARE * (threads - 1)) * DRAWN_NUMBERS) / draw,
    bytesPerSecond: (8 * WRITTEN_NUMBERS) / write,
    // A series takes longer to be made than there is time; it is as slow as the machine.
    seriesSeconds: slowness * DEFAULT_RATES.seriesSeconds,
    seriesPointSeconds: slowness * DEFAULT_RATES.seriesPointSeconds,
  });
}

/** Seconds for one pair and layer. */
async function layerSeconds(engine: Engine): Promise<number> {
  const [x, others] = [numbers(KERNEL_POINTS, 4, 0), numbers(KERNEL_POINTS, 4, 1)];
  const architecture = {
    type: 'mlp' as const,
    depth: KERNEL_LAYERS + 1,
    activation: { name: 'relu' as const },
    weightStd: 1,
    biasStd: 0,
  };
  const request = { architecture, points: { x }, points2: { x: others }, outputs: ['nngp', 'ntk'] as const };
  const seconds = await shortestSeconds(() => kernelMatrices(request, engine.kernels), KERNEL_LIMIT_MS);
  return seconds / (KERNEL_POINTS ** 2 * KERNEL_LAYERS);
}

async function productSeconds({ linalg }: Engine, order: number): Promise<number> {
  const [a, b, into] = [numbers(order, order, 0), numbers(order, order, 1), matrix(order, order)];
  return shortestSeconds(() => linalg.gemm(a, b, { into }));
}

async function choleskySeconds({ linalg }: Engine, order: number): Promise<number> {
  const a = numbers(order, order, 0);
  return shortestSeconds(() => {
    // Diagonally dominant, so that it stays positive definite when it is factorised again and again.
    for (let i = 0; i < order; i++) a.data[i * order + i] = 4 * order;
    return linalg.potrf(a);
  });
}

/** The shortest of the repeats that there is time for: what else the machine does makes them longer, never shorter. */
async function shortestSeconds(work: () => Promise<unknown>, limitMs = TIME_LIMIT_MS): Promise<number> {
  const start = performance.now();
  let shortest = await secondsOf(work);
  while (performance.now() - start < limitMs) shortest = Math.min(shortest, await secondsOf(work));
  return shortest;
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

function numbers(rows: number, columns: number, phase: number): Matrix {
  return matrix(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, (_, i) => Math.sin(12.9898 * i + phase)),
  );
}
