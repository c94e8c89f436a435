import { uncontrolled } from '../../src/control.ts';
import type { Architecture } from '../../src/kernels/architecture.ts';
import type { Points } from '../../src/kernels/points.ts';
import { fitRegression, type RegressionProblem } from '../../src/regression/fit.ts';
import { predict } from '../../src/regression/predict.ts';
import type { SolverSpec } from '../../src/regression/solver.ts';
import { hypernetwork, mlp, paired, RELU, toMatrix, toRows } from '../reference/cases.ts';
import type { Rows } from '../reference/naive-kernels.ts';
import { engine, normalRows } from './support.ts';

/** Forty training points and seven others, with two columns of labels. */
export interface SolverSetting {
  architecture: Architecture;
  train: Points;
  test: Points;
}

export const COUNT = 40;
const [x, z] = [normalRows(COUNT, 4, 1), normalRows(COUNT, 2, 2)];
const [testX, testZ] = [normalRows(7, 4, 3), normalRows(7, 2, 4)];
export const LABELS = normalRows(COUNT, 2, 5);

export const SETTINGS: Record<string, SolverSetting> = {
  mlp: { architecture: mlp(3, RELU, { biasStd: 0.1 }), train: { x: toMatrix(x) }, test: { x: toMatrix(testX) } },
  'hypernetwork, rows': {
    architecture: hypernetwork(mlp(3, RELU), mlp(2, { name: 'erf' })),
    train: paired(x, z, 'rows'),
    test: paired(testX, testZ, 'rows'),
  },
  'hypernetwork, grid': {
    architecture: hypernetwork(mlp(2, RELU), mlp(2, RELU), { kind: 'fourier_limit', lengthScale: 1 }),
    train: paired(x.slice(0, 8), z.slice(0, 5), 'grid'),
    test: paired(testX, testZ, 'rows'),
  },
};

export const CHOLESKY: SolverSpec = { kind: 'cholesky' };

export function problemOf(
  { architecture, train }: SolverSetting,
  solver: SolverSpec,
  rest: Partial<RegressionProblem> = {},
): RegressionProblem {
  const base = { architecture, kernel: 'ntk' as const, points: train, labels: toMatrix(LABELS) };
  return { ...base, ridge: { value: 0.01, scale: 'absolute' }, jitters: [], solver, ...rest };
}

export const fitWith = (setting: SolverSetting, solver: SolverSpec, rest: Partial<RegressionProblem> = {}) =>
  fitRegression(problemOf(setting, solver, rest), engine, uncontrolled);

/** The means at the test points. */
export async function meansOf(setting: SolverSetting, solver: SolverSpec, rest: Partial<RegressionProblem> = {}): Promise<Rows> {
  const model = await fitWith(setting, solver, rest);
  return toRows((await predict(model, setting.test, false, engine, uncontrolled)).mean);
}

/** Two of three points. */
export const MASK = Uint8Array.from({ length: COUNT }, (_, k) => ((k * 7) % 3 === 0 ? 0 : 1));
