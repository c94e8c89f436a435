import { subControl } from '../../control.ts';
import type { Engine } from '../../engine/engine.ts';
import { type HypertangentError, isHypertangentError } from '../../errors.ts';
import type { Hypernetwork } from '../../kernels/architecture.ts';
import type { HypernetworkPoints } from '../../kernels/points.ts';
import { type Matrix, matrix, takeRows } from '../../nd-array.ts';
import { fromLayout, toLayout } from '../full-grid/decomposition/layout.ts';
import { GridSystem } from '../full-grid/grid-system.ts';
import { gridPredictor } from '../full-grid/predict.ts';
import type { Scorer } from './criterion.ts';
import { squaredError } from './dense-scorers.ts';
import { imageFolds } from './folds.ts';

export interface GridValidation {
  points: HypernetworkPoints;
  /** `[n·p, k]` */
  labels: Matrix;
  folds: number;
  seed: number;
  /** Of the solutions; see `GridSystem.solve`. */
  tolerance: number;
  mostIterations: number;
}

/**
 * Cross-validation over the images of a grid with the full-grid solver: each fold's system is taken apart
 * once for all ridges, and each ridge begins with the solution of the one before.
 */
export function gridCrossValidation(problem: GridValidation, engine: Engine): Scorer {
  const { points, labels, folds, seed, tolerance, mostIterations } = problem;
  const { x, z } = points;
  const p = z.shape[0];
  const k = labels.shape[1];
  const perImage = matrix(x.shape[0], p * k, labels.data);
  const taken = (images: Int32Array) => {
    const { shape, data } = takeRows(x, images);
    const memory = engine.kernels.allocate(data.length);
    memory.set(data);
    return matrix(...shape, memory);
  };
  // The same matrices for every candidate: what is computed of them alone is then computed once.
  const split = imageFolds(points, folds, seed).map(({ train, held }) => ({
    train,
    held,
    x: taken(train),
    heldX: taken(held),
  }));
  return {
    async score({ architecture, kernel }, ridges, control) {
      const errors = new Float64Array(ridges.length);
      for (const [f, { train, held, x, heldX }] of split.entries()) {
        const part = subControl(control, f / split.length, (f + 1) / split.length);
        const grid = { architecture: architecture as Hypernetwork, kernel, x, z };
        const system = await GridSystem.make(grid, tolerance, engine, subControl(part, 0, 0.3));
        const known = takeRows(perImage, train);
        const rhs = toLayout(matrix(train.length * p, k, known.data));
        const wanted = takeRows(perImage, held);
        const expected = matrix(held.length * p, k, wanted.data);
        const predictor = await gridPredictor(grid, system.decomposition, heldX, engine);
        let start: Float64Array | undefined;
        // From the largest ridge, whose system is easiest, to the smallest.
        for (const [done, r] of [...ridges.keys()].reverse().entries()) {
          const options = { tolerance, mostIterations, start };
          const step = subControl(part, 0.3 + (0.7 * done) / ridges.length, 0.3 + (0.7 * (done + 1)) / ridges.length);
          try {
            start = (await system.solve(rhs, k, ridges[r]!, options, step)).x;
            errors[r]! += squaredError(fromLayout(await predictor(start), k), expected);
          } catch (error) {
            if (!isUnsolved(error)) throw error;
            errors[r] = Number.NaN;
          }
        }
      }
      return [...errors].map((error) => error / labels.data.length);
    },
  };
}

function isUnsolved(error: unknown): error is HypertangentError {
  return isHypertangentError(error, 'tolerance_not_reached');
}
