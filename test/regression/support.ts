import { uncontrolled } from '../../src/control.ts';
import { referenceEngine } from '../../src/engine/engine.ts';
import type { Architecture } from '../../src/kernels/architecture.ts';
import type { Points } from '../../src/kernels/points.ts';
import { matrix } from '../../src/nd-array.ts';
import type { FitExtras } from '../../src/regression/dense/extras.ts';
import { type DenseRegression, fitDense } from '../../src/regression/dense/fit.ts';
import { predict } from '../../src/regression/predict.ts';
import type { RegressionKernel } from '../../src/regression/regression.ts';
import type { Ridge } from '../../src/regression/ridge.ts';
import { hypernetwork, mlp, paired, RELU, toMatrix } from '../reference/cases.ts';
import type { Rows } from '../reference/naive-kernels.ts';
import { standardNormals } from '../reference/normals.ts';

export const engine = referenceEngine;

export function normalRows(rows: number, columns: number, seed: number): Rows {
  const normal = standardNormals(seed);
  return Array.from({ length: rows }, () => Array.from({ length: columns }, normal));
}

/** Training points, test points (the first of them a training point) and two columns of labels. */
export interface Setting {
  architecture: Architecture;
  train: Points;
  test: Points;
  labels: Rows;
}

const x = normalRows(12, 4, 1);
const z = normalRows(12, 2, 2);
const testX = [x[0]!, ...normalRows(6, 4, 3)];
const testZ = [z[0]!, ...normalRows(6, 2, 4)];
const labels = normalRows(12, 2, 5);

export const SETTINGS: Record<string, Setting> = {
  mlp: {
    architecture: mlp(3, RELU, { biasStd: 0.1 }),
    train: { x: toMatrix(x) },
    test: { x: toMatrix(testX) },
    labels,
  },
  'hypernetwork, rows': {
    architecture: hypernetwork(mlp(3, RELU), mlp(2, { name: 'erf' })),
    train: paired(x, z, 'rows'),
    test: paired(testX, testZ, 'rows'),
    labels,
  },
  'hypernetwork, grid': {
    architecture: hypernetwork(mlp(2, RELU), mlp(2, RELU), { kind: 'fourier_limit', lengthScale: 1 }),
    train: paired(x.slice(0, 4), z.slice(0, 3), 'grid'),
    test: paired(testX.slice(0, 3), testZ, 'grid'),
    labels,
  },
};

interface Options extends FitExtras {
  kernel?: RegressionKernel;
  ridge?: Ridge;
  jitters?: number[];
}

/** Fits with an absolute ridge of 0.01 unless told otherwise. */
export function fit(architecture: Architecture, points: Points, y: Rows, options: Options = {}): Promise<DenseRegression> {
  const { kernel = 'ntk', ridge = { value: 0.01, scale: 'absolute' }, jitters = [], ...extras } = options;
  const problem = {
    architecture,
    kernel,
    points,
    labels: matrix(y.length, y[0]!.length, Float64Array.from(y.flat())),
    ridge,
    jitters,
    ...extras,
  };
  return fitDense(problem, engine, uncontrolled);
}

export const posterior = (model: DenseRegression, test: Points) => predict(model, test, true, engine, uncontrolled);

/** A⁻¹B by Gauss elimination with partial pivoting. */
export function solve(a: Rows, b: Rows): Rows {
  const rows = a.map((values, i) => [...values, ...b[i]!]);
  const size = a.length;
  for (let column = 0; column < size; column++) {
    const pivot = rows
      .slice(column)
      .reduce((best, values) => (Math.abs(values[column]!) > Math.abs(best[column]!) ? values : best));
    rows.splice(rows.indexOf(pivot, column), 1);
    rows.splice(column, 0, pivot);
    for (const [i, values] of rows.entries()) {
      if (i === column) continue;
      const factor = values[column]! / pivot[column]!;
      for (let k = column; k < values.length; k++) values[k]! -= factor * pivot[k]!;
    }
  }
  return rows.map((values, i) => values.slice(size).map((value) => value / values[i]!));
}

export function multiply(a: Rows, b: Rows): Rows {
  return a.map((values) => b[0]!.map((_, j) => values.reduce((sum, value, k) => sum + value * b[k]![j]!, 0)));
}

export const withDiagonal = (a: Rows, shift: number): Rows =>
  a.map((values, i) => values.map((value, j) => (i === j ? value + shift : value)));

export const average = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

export const identity = (size: number): Rows =>
  Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => (i === j ? 1 : 0)));

/** ‖A‖₁ of a symmetric matrix. */
export const columnSum = (a: Rows) => Math.max(...a.map((values) => values.reduce((sum, value) => sum + Math.abs(value), 0)));
