import { type Control, subControl } from '../../control.ts';
import type { Engine } from '../../engine/engine.ts';
import { type HypernetworkPoints, pointCount } from '../../kernels/points.ts';
import { type Matrix, row } from '../../nd-array.ts';
import { checkPredictions } from '../kernel-combination.ts';
import type { Posterior } from '../regression.ts';
import { checkMeans } from './check-means.ts';
import { factorsAt } from './decomposition/coordinate-factors.ts';
import type { GridDecomposition } from './decomposition/decompose.ts';
import { imageFactors } from './decomposition/image-factors.ts';
import { multiplySum } from './decomposition/kronecker-sum.ts';
import { fromBasis, fromLayout, toBasis } from './decomposition/layout.ts';
import { exactProduct } from './exact-product.ts';
import type { FullGridRegression } from './fit.ts';
import type { GridKernel } from './grid-kernel.ts';

/**
 * Posterior mean K(U*, U)·α at test points, `[t, k]`.
 *
 * Test images on coordinates of the training grid cost r products, and some of their means are checked, see
 * {@link checkMeans}; other points are taken one by one with their exact kernels.
 *
 * @throws HypertangentError `kernel_overflow`
 */
export async function predictFullGrid(
  model: FullGridRegression,
  test: HypernetworkPoints,
  engine: Engine,
  control: Control,
): Promise<Pick<Posterior, 'mean' | 'certificate'>> {
  const { architecture, kernel, weights, pivots, coordinateFactors } = model;
  const { x, z } = model.points;
  const outputs = weights.shape[0]!;
  const places = test.pairing === 'grid' ? placesOnGrid(z, test.z) : null;
  const combination = { architecture, kernel, x, z, weights: weights.data, outputs };
  if (places === null) {
    const mean = await exactProduct(combination, test, engine, control);
    checkPredictions(mean, kernel);
    return { mean };
  }
  const sum = {
    images: await imageFactors({ architecture, kernel, x: test.x, z }, pivots, x, { keep: false }, engine),
    coordinates: factorsAt(coordinateFactors, pivots.length, places),
  };
  const out = new Float64Array(pointCount(test) * outputs);
  const scratch = new Float64Array(x.shape[0] * places.length * pivots.length * outputs);
  await multiplySum(sum, weights.data, out, scratch, engine.linalg, subControl(control, 0, 0.8));
  const mean = fromLayout(out, outputs);
  checkPredictions(mean, kernel);
  return { mean, certificate: await checkMeans(combination, test, mean, engine, subControl(control, 0.8, 1)) };
}

/**
 * Means at the same test images, on the training coordinates, for one solution α `[k, n, p]` after another: `[k, t, p]`.
 *
 * The kernel between test and training images is made once and held.
 */
export async function gridPredictor(
  grid: GridKernel,
  { pivots, basis, sum: { coordinates } }: GridDecomposition,
  test: Matrix,
  engine: Engine,
): Promise<(solution: Float64Array) => Promise<Float64Array>> {
  const images = await imageFactors({ ...grid, x: test }, pivots, grid.x, { keep: true }, engine);
  const [n] = grid.x.shape;
  const [t] = test.shape;
  return async (solution) => {
    const out = new Float64Array((solution.length / n) * t);
    const scratch = new Float64Array(solution.length * pivots.length);
    await multiplySum({ images, coordinates }, toBasis(basis, n, solution), out, scratch, engine.linalg);
    return fromBasis(basis, t, out);
  };
}

/** Where each test coordinate stands among those of training; null if one does not. */
function placesOnGrid(z: Matrix, test: Matrix): Int32Array | null {
  const key = (source: Matrix, index: number) => row(source, index).join();
  const known = new Map(Array.from({ length: z.shape[0] }, (_, index) => [key(z, index), index]));
  const places = Array.from({ length: test.shape[0] }, (_, index) => known.get(key(test, index)));
  return places.every((place) => place !== undefined) ? Int32Array.from(places as number[]) : null;
}
