import { type Control, subControl } from '../../control.ts';
import type { Engine } from '../../engine/engine.ts';
import { type Matrix, matrix, takeRows } from '../../nd-array.ts';
import { factorise } from '../dense/factorise.ts';
import type { GridDecomposition } from './decompose.ts';
import type { GridKernel } from './grid-kernel.ts';
import { imageFactors } from './image-factors.ts';
import { nearestKronecker } from './nearest-kronecker.ts';

/** A₀ ≈ Σ μᵢuᵢuᵢᵀ + μ(I − Σ uᵢuᵢᵀ): some eigenpairs, and one eigenvalue for all the others. */
export interface ImageSpectrum {
  /** μᵢ, `[m]` */
  values: Float64Array;
  /** uᵢ in row i, `[m, n]`; orthonormal. */
  vectors: Matrix;
  /** μ; null where m = n. */
  rest: number | null;
}

/** The nearest Kronecker product A₀ ⊗ B₀, A₀ by its eigenpairs, and B₀ = Σ β_q B_q. */
export interface NearestSpectrum {
  images: ImageSpectrum;
  beta: Float64Array;
}

/** Multiples of A₀'s mean variance, for landmarks that are all but alike: an approximation may err by so much. */
const JITTERS = [1e-12, 1e-10, 1e-8, 1e-6];

/** Every eigenpair of A₀: n² numbers, and time with n³. */
export async function wholeSpectrum(decomposition: GridDecomposition, engine: Engine): Promise<NearestSpectrum> {
  const { a, beta } = await nearestKronecker(decomposition, engine);
  return { images: { values: await engine.linalg.syev(a), vectors: a, rest: null }, beta };
}

/**
 * The leading eigenpairs of A₀'s Nyström approximation from some landmark images: A₀[·, L]·A₀[L, L]⁻¹·A₀[L, ·].
 *
 * Time: n·m² operations and n·m kernels for m landmarks, spread evenly over the images. The other eigenvalues
 * are taken to be their mean, from the trace.
 */
export async function nystromSpectrum(
  grid: GridKernel,
  decomposition: GridDecomposition,
  landmarks: number,
  engine: Engine,
  control: Control,
): Promise<NearestSpectrum> {
  const { linalg, kernels } = engine;
  const n = grid.x.shape[0];
  const x = takeRows(
    grid.x,
    Int32Array.from({ length: landmarks }, (_, k) => Math.floor((k * n) / landmarks)),
  );
  const pairs = decomposition.pivots;
  const own = await imageFactors({ ...grid, x }, pairs, undefined, { keep: true }, engine, subControl(control, 0, 0.1));
  const pair = await nearestKronecker({ ...decomposition, sum: { ...decomposition.sum, images: own } }, engine);
  const meanVariance = trace(pair.a) / landmarks;
  const factor = matrix(landmarks, n, kernels.allocate(landmarks * n));
  const between = await imageFactors({ ...grid, x }, pairs, grid.x, { keep: false }, engine);
  await between.forTiles(
    async ({ rows, columns, values }) => {
      const { data } = await linalg.gemm(matrix(1, pairs.length, pair.alpha), values);
      for (let i = 0; i < rows.count; i++) {
        const to = (rows.start + i) * n + columns.start;
        factor.data.set(data.subarray(i * columns.count, (i + 1) * columns.count), to);
      }
    },
    subControl(control, 0.1, 0.4),
  );
  const root = await factorise(pair.a, { value: 0, scale: 'absolute' }, JITTERS, linalg);
  await linalg.trsm(root.factor, factor);
  await control.checkpoint(0.6);
  const gram = await linalg.syrk(factor);
  const values = await linalg.syev(gram);
  await control.checkpoint(0.8);
  const explained = values.reduce((sum, value) => sum + value, 0);
  const rest = Math.max(0, n * meanVariance - explained) / Math.max(1, n - landmarks);
  // Ascending: those below the others' mean are left to them.
  const first = values.findIndex((value) => value > rest);
  const kept = landmarks - first;
  const rotation = matrix(kept, landmarks, gram.data.subarray(first * landmarks));
  for (let i = 0; i < kept; i++) {
    const scale = 1 / Math.sqrt(values[first + i]!);
    for (let k = 0; k < landmarks; k++) rotation.data[i * landmarks + k]! *= scale;
  }
  const vectors = await linalg.gemm(rotation, factor, { into: matrix(kept, n, kernels.allocate(kept * n)) });
  return { images: { values: values.slice(first), vectors, rest }, beta: pair.beta };
}

function trace({ shape: [size], data }: Matrix): number {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += data[i * (size + 1)]!;
  return sum;
}
