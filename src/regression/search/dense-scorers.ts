import { subControl } from '../../control.ts';
import type { Engine } from '../../engine/engine.ts';
import { HypertangentError } from '../../errors.ts';
import { pointCount } from '../../kernels/points.ts';
import { choleskySolve } from '../../linalg/solve.ts';
import { type Matrix, matrix, takeRows } from '../../nd-array.ts';
import { MOST_EIGEN_POINTS } from '../dense/extras.ts';
import { candidateKernel } from './candidate-kernel.ts';
import type { Scorer, TrainingSet } from './criterion.ts';
import { type Fold, imageFolds } from './folds.ts';
import { Spectrum } from './spectrum.ts';

/**
 * Evidence or leave-one-out error from one eigendecomposition for all ridges.
 *
 * @throws HypertangentError `invalid_value` on more points than eigenvectors can be had of
 */
export function spectralScorer({ points, labels }: TrainingSet, kind: 'evidence' | 'leave_one_out', engine: Engine): Scorer {
  checkEigenPoints(pointCount(points), kind);
  return {
    async score(choice, ridges, control) {
      const kernel = await candidateKernel(choice, points, engine.kernels, subControl(control, 0, 0.5));
      const spectrum = await Spectrum.make(kernel, labels, engine.linalg);
      const scores = ridges.map((ridge) => {
        if (!(spectrum.smallest(ridge) > 0)) return Number.NaN;
        return kind === 'evidence' ? spectrum.negativeLogEvidence(ridge) : spectrum.leaveOneOutMse(ridge);
      });
      await control.checkpoint(1);
      return scores;
    },
  };
}

function checkEigenPoints(count: number, kind: string): void {
  if (count <= MOST_EIGEN_POINTS) return;
  const message = `${kind} takes at most ${MOST_EIGEN_POINTS} points, got ${count}; cross-validation takes more`;
  const expected = `at most ${MOST_EIGEN_POINTS} points`;
  throw new HypertangentError('invalid_value', message, { path: '/criterion/kind', expected, received: count });
}

/** Cross-validation over images: K once for all folds and ridges, a factorisation for each of both. */
export function denseCrossValidation(training: TrainingSet, folds: number, seed: number, engine: Engine): Scorer {
  const split = imageFolds(training.points, folds, seed).map((fold) => pointsOf(fold, training.points));
  return {
    async score(choice, ridges, control) {
      const kernel = await candidateKernel(choice, training.points, engine.kernels, subControl(control, 0, 0.5));
      const errors = new Float64Array(ridges.length);
      for (const [f, { train, held }] of split.entries()) {
        const inner = submatrix(kernel, train, train);
        const cross = submatrix(kernel, held, train);
        const expected = takeRows(training.labels, held);
        for (const [r, ridge] of ridges.entries()) {
          const factor = matrix(...inner.shape, inner.data.slice());
          for (let i = 0; i < train.length; i++) factor.data[i * train.length + i]! += ridge;
          if ((await engine.linalg.potrf(factor)) !== null) {
            errors[r] = Number.NaN;
            continue;
          }
          const weights = takeRows(training.labels, train);
          await choleskySolve(factor, weights, engine.linalg);
          errors[r]! += squaredError(await engine.linalg.gemm(cross, weights), expected);
        }
        await control.checkpoint(0.5 + (0.5 * (f + 1)) / split.length);
      }
      return [...errors].map((error) => error / training.labels.data.length);
    },
  };
}

/** Σ(a − b)² */
export function squaredError(a: Matrix, b: Matrix): number {
  let sum = 0;
  for (let k = 0; k < a.data.length; k++) sum += (a.data[k]! - b.data[k]!) ** 2;
  return sum;
}

/** A fold of images as one of points. */
function pointsOf({ train, held }: Fold, points: TrainingSet['points']): Fold {
  if (!('z' in points && points.pairing === 'grid')) return { train, held };
  const p = points.z.shape[0];
  const spread = (images: Int32Array) =>
    Int32Array.from({ length: images.length * p }, (_, k) => images[Math.floor(k / p)]! * p + (k % p));
  return { train: spread(train), held: spread(held) };
}

function submatrix({ shape: [, width], data }: Matrix, rows: Int32Array, columns: Int32Array): Matrix {
  const out = matrix(rows.length, columns.length);
  let to = 0;
  for (const i of rows) for (const j of columns) out.data[to++] = data[i * width + j]!;
  return out;
}
