import { type Control, uncontrolled } from '../../../control.ts';
import type { Engine } from '../../../engine/engine.ts';
import type { CoordinatePair } from '../../../kernels/hypernetwork-pairs.ts';
import { type Matrix, matrix } from '../../../nd-array.ts';
import type { GridKernel } from '../grid-kernel.ts';
import { type CoordinateBasis, coordinateBasis } from './coordinate-basis.ts';
import { factorsInBasis } from './coordinate-factors.ts';
import { factorNumbers, imageFactors } from './image-factors.ts';
import { interpolativeDecomposition } from './interpolative.ts';
import type { KroneckerSum } from './kronecker-sum.ts';
import { type PairClasses, pairClasses } from './pair-classes.ts';
import { sampleClasses } from './samples.ts';

/** Columns of the decomposition are taken down to this share of the longest: far below any residual that is asked for. */
const COARSEST = 1e-9;
const SHARE_OF_TOLERANCE = 1e-3;

/** K = Σ A_q ⊗ B_q, and what its factors are made of. */
export interface GridDecomposition {
  /** B_q in `basis`. */
  sum: KroneckerSum;
  basis: CoordinateBasis;
  /** The pair of coordinates at which A_q is the kernel between images. */
  pivots: readonly CoordinatePair[];
  /** B_q at each class of pairs of coordinates, `[r, classes]`. */
  coefficients: Matrix;
  classes: PairClasses;
}

export interface DecomposeOptions {
  /** Of the system that will be solved. */
  tolerance: number;
  /** Numbers of the image factors that may be held; where they are more, they are made anew in each product. */
  mostNumbers: number;
}

/**
 * The kernel on a grid as a sum of Kronecker products.
 *
 * K((x, z), (x′, z′)) depends on z and z′ through three covariances alone. An interpolative decomposition
 * of the kernel at sampled pairs of images × classes of pairs of coordinates picks r classes;
 * A_q is the exact kernel between images at class q, and B_q(z, z′) the coefficient of q at the class of
 * (z, z′).
 */
export async function decompose(
  grid: GridKernel,
  { tolerance, mostNumbers }: DecomposeOptions,
  engine: Engine,
  control: Control = uncontrolled,
): Promise<GridDecomposition> {
  const n = grid.x.shape[0];
  const p = grid.z.shape[0];
  const classes = pairClasses(grid.architecture.coordinateFeatures, grid.z, engine.kernels.tables);
  const samples = await sampleClasses(grid, classes, engine.kernels);
  const precision = Math.min(COARSEST, SHARE_OF_TOLERANCE * tolerance);
  const { pivots, coefficients } = interpolativeDecomposition(samples, precision, classes.same);
  const pairs = pivots.map((pivot): CoordinatePair => [Math.floor(classes.pairOf[pivot]! / p), classes.pairOf[pivot]! % p]);
  const keep = factorNumbers(n, pairs.length) <= mostNumbers;
  const images = await imageFactors(grid, pairs, undefined, { keep }, engine, control);
  const basis = coordinateBasis(grid.z, classes);
  const coordinates = factorsInBasis(coefficients, classes.classOf, basis);
  return { sum: { images, coordinates }, basis, pivots: pairs, coefficients, classes };
}

/** K's diagonal over the images, at one coordinate where all are alike: its mean is that of K's whole diagonal. */
export async function gridDiagonal(
  { architecture, kernel, x, z }: GridKernel,
  { same }: PairClasses,
  engine: Engine,
): Promise<Float64Array> {
  const kinds = same === null ? z.shape[0] : 1;
  const coordinates = matrix(kinds, z.shape[1], z.data.slice(0, kinds * z.shape[1]));
  const points = { x, z: coordinates, pairing: 'grid' as const };
  const prepared = await engine.kernels.prepare({ architecture, points, outputs: [kernel], layers: false });
  return prepared.diagonal(kernel);
}
