import { type Control, subControl } from '../../control.ts';
import type { Engine } from '../../engine/engine.ts';
import { type Matrix, type NdArray, takeRows } from '../../nd-array.ts';
import { type DenseProblem, fitDense } from '../dense/fit.ts';
import type { RegressionBase } from '../regression.ts';
import { takePoints } from '../take-points.ts';
import { drawSubset, type SubsetsSpec } from './draw.ts';

/** A regressor fitted to a subset of the training points. */
export interface SubsetPart {
  /** The points of the subset, `[size]`: whole numbers. */
  indices: NdArray;
  /** α = (K + λI)⁻¹Y on them, `[size, k]`. */
  weights: Matrix;
  /** λ and jitter, absolute; λ in units of the diagonal is another on every subset. */
  ridge: number;
  jitter: number;
  /** On its own subset. */
  trainMse: number;
}

export interface SubsetsRegression extends RegressionBase {
  solver: 'subsets';
  /** λ: the mean over the parts; jitter: the largest; trainMse: the mean, each part on its own subset. */
  parts: SubsetPart[];
}

export type SubsetsProblem = DenseProblem & SubsetsSpec;

/**
 * Fits the regressors of the paper's Eq. 19, one after the other; predictions are their mean.
 *
 * Time: S dense fits. Memory: one of them.
 *
 * @throws HypertangentError as {@link fitDense} does
 */
export async function fitSubsets(problem: SubsetsProblem, engine: Engine, control: Control): Promise<SubsetsRegression> {
  const { count } = problem;
  const parts: SubsetPart[] = [];
  for (let index = 0; index < count; index++)
    parts.push(await fitSubset(problem, index, engine, subControl(control, index / count, (index + 1) / count)));
  return gatherSubsets(problem, parts);
}

/** Fits the regressor of one subset; its factor is not kept. */
export async function fitSubset(problem: SubsetsProblem, index: number, engine: Engine, control: Control): Promise<SubsetPart> {
  const { indices, own } = subsetProblem(problem, index);
  const { weights, ridge, jitter, trainMse } = await fitDense(own, engine, control);
  return { indices, weights, ridge, jitter, trainMse };
}

/** The dense problem of one subset, and its points among all, `[size]`. */
export function subsetProblem(problem: SubsetsProblem, index: number): { indices: NdArray; own: DenseProblem } {
  const taken = drawSubset(problem, index, problem.labels.shape[0]);
  const own = { ...problem, points: takePoints(problem.points, taken), labels: takeRows(problem.labels, taken) };
  return { indices: { shape: [taken.length], data: Float64Array.from(taken) }, own };
}

/** The parts as one regression. */
export function gatherSubsets<Part extends Pick<SubsetPart, 'ridge' | 'jitter' | 'trainMse'>>(
  { architecture, kernel, points }: Pick<SubsetsProblem, 'architecture' | 'kernel' | 'points'>,
  parts: Part[],
) {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    solver: 'subsets' as const,
    architecture,
    kernel,
    points,
    ridge: mean(parts.map(({ ridge }) => ridge)),
    jitter: Math.max(...parts.map(({ jitter }) => jitter)),
    trainMse: mean(parts.map(({ trainMse }) => trainMse)),
    parts,
  };
}
