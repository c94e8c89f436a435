import { availableParallelism } from 'node:os';
import { createEngine } from '../../src/engine/create-engine.ts';
import { TILE_COLUMNS, TILE_ROWS } from '../../src/kernels/tile.ts';
import type { LinalgBackend } from '../../src/linalg/backend.ts';
import { loadBlas } from '../../src/linalg/backends/openblas/load.ts';
import { matrix } from '../../src/nd-array.ts';
import { sharedArray } from '../../src/threads/shared.ts';
import { createEngine as createWasm, ENGINE_ACTIVATIONS } from '../../src/wasm/engine.ts';
import { uniform } from './data.ts';
import type { Engines } from './engines.ts';
import { timed } from './measure.ts';

/** What one thread, or all of them, can do at best: what any work on this machine is made of. */
export interface Rates {
  threads: number;
  /** Products of large matrices, 10⁹ operations a second; null without the engine. */
  gemm: Record<'openblas' | 'wasm', { one: number; all: number } | null> & { tensorflow: number | null };
  /** Nanoseconds that one thread takes for a pair in a ReLU layer of NNGP and NTK. */
  layerNs: number;
  /** The same where the layer's covariance is multiplied by S, as in a primary network. */
  generatedLayerNs: number;
  /** Copying large arrays by one thread, 10⁹ bytes read and written a second. */
  copy: number;
  /** Writing for the first time to memory that was just allocated, by one thread, 10⁹ bytes a second. */
  firstTouch: number;
}

const REPEATS = 10;

export async function measureRates(engines: Engines, quick: boolean): Promise<Rates> {
  const repeats = quick ? 1 : REPEATS;
  const size = quick ? 200 : 3000;
  return {
    threads: availableParallelism(),
    gemm: {
      openblas: engines.names.includes('openblas') ? await blasRates(engines.get('openblas').linalg, size, repeats) : null,
      tensorflow: engines.tensorflow && (await gemmRate(engines.tensorflow, size, repeats)),
      wasm: { one: await wasmRate(1, size, repeats), all: await wasmRate(availableParallelism(), size, repeats) },
    },
    layerNs: await layerNs(repeats, quick, false),
    generatedLayerNs: await layerNs(repeats, quick, true),
    ...(await memoryRates(repeats, quick)),
  };
}

/** The floor of work on the pairs of a symmetric kernel: one triangle, its layers on all threads, its outputs written anew. */
export function pairsFloor(rates: Rates, points: number, nsPerPair: number, outputs: number): number {
  const pairs = (points * (points + 1)) / 2;
  return (pairs * nsPerPair * 1e-9) / rates.threads + outputBytes(points, outputs) / (rates.firstTouch * 1e9) / rates.threads;
}

/** Half of a product `[n, d] × [d, n]`; null without a BLAS. */
export function gramFloor(rates: Rates, points: number, dimension: number): number | null {
  const { openblas } = rates.gemm;
  return openblas && (points ** 2 * dimension) / (openblas.all * 1e9);
}

function outputBytes(points: number, outputs: number): number {
  return 8 * points * points * outputs;
}

async function blasRates(linalg: LinalgBackend, size: number, repeats: number): Promise<{ one: number; all: number }> {
  const { setThreads } = await loadBlas();
  if (!setThreads) return { one: Number.NaN, all: await gemmRate(linalg, size, repeats) };
  setThreads(1);
  const one = await gemmRate(linalg, size, repeats);
  setThreads(availableParallelism());
  return { one, all: await gemmRate(linalg, size, repeats) };
}

async function wasmRate(threads: number, size: number, repeats: number): Promise<number> {
  const { engine, close } = await createEngine({ linalg: 'wasm', threads });
  const rate = await gemmRate(engine.linalg, size, repeats);
  await close();
  return rate;
}

async function gemmRate(linalg: LinalgBackend, size: number, repeats: number): Promise<number> {
  const a = uniform(size, size, 1);
  const b = uniform(size, size, 2);
  const into = matrix(size, size, sharedArray(size * size));
  return (2 * size ** 3) / (await bestSeconds(() => linalg.gemm(a, b, { into }), repeats)) / 1e9;
}

async function layerNs(repeats: number, quick: boolean, generated: boolean): Promise<number> {
  const wasm = createWasm();
  const pairs = TILE_ROWS * TILE_COLUMNS;
  const place = (length: number) => wasm.allocate(length);
  const [k, t, s] = [place(pairs), place(pairs), place(pairs)];
  const [var1, var2] = [place(TILE_ROWS), place(TILE_COLUMNS)];
  const { data } = uniform(TILE_ROWS, TILE_COLUMNS, 3);
  const covariance = data.map((x) => 0.9 * x);
  for (const offset of [t, s]) wasm.view(offset, pairs).fill(1);
  wasm.view(var1, TILE_ROWS).fill(1);
  wasm.view(var2, TILE_COLUMNS).fill(1);
  const layers = quick ? 2 : 10;
  const tiles = quick ? 1 : 20;
  const work = async () => {
    for (let tile = 0; tile < tiles; tile++) {
      wasm.view(k, pairs).set(covariance);
      for (let layer = 0; layer < layers; layer++)
        wasm.propagateLayer(ENGINE_ACTIVATIONS.relu, 0, TILE_ROWS, TILE_COLUMNS, k, t, generated ? s : 0, var1, var2, 2, 0);
    }
  };
  return ((await bestSeconds(work, repeats)) / (tiles * layers * pairs)) * 1e9;
}

async function memoryRates(repeats: number, quick: boolean): Promise<{ copy: number; firstTouch: number }> {
  const length = quick ? 2 ** 16 : 2 ** 25;
  const source = sharedArray(length).fill(1);
  const target = sharedArray(length).fill(0);
  const copy = (2 * 8 * length) / (await bestSeconds(async () => target.set(source), repeats)) / 1e9;
  const firstTouch = (8 * length) / (await bestSeconds(async () => sharedArray(length).fill(1), repeats)) / 1e9;
  return { copy, firstTouch };
}

/** The least of some runs, after one that warms up: rates are what the machine can do, not what it mostly does. */
async function bestSeconds(work: () => Promise<unknown>, repeats: number): Promise<number> {
  await work();
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < repeats; i++) best = Math.min(best, (await timed(work)).seconds);
  return best;
}
