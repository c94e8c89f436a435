import { randomUUID } from 'node:crypto';
import { checkPoints, type Points, pointCount } from '../../kernels/points.ts';
import type { NdArray } from '../../nd-array.ts';
import { fitRegression, observedPoints, type RegressionProblem } from '../../regression/fit.ts';
import { checkMaskShape } from '../../regression/labels.ts';
import { predict } from '../../regression/predict.ts';
import { gatherSubsets } from '../../regression/subsets/fit.ts';
import { requireFinite } from './finite.ts';
import { asMatrix, loadPoints } from './load-array.ts';
import type { Program, ProgramContext, RegressionInput } from './program.ts';

/** POST /v1/regressions: fits, or puts together what was fitted in parts; keeps the model, answers with its summary. */
export const fitProgram: Program<'regression_fit'> = async (input, context) => {
  const { architecture, kernel } = input;
  const problem = await loadProblem(input, context);
  const { partsOf } = input;
  const regression = partsOf
    ? gatherSubsets(observedPoints(problem), await context.regressions.parts(partsOf, subsetCount(input)))
    : await fitRegression(problem, context.engine, context.control);
  requireFinite(regression.trainMse, 'the training error', '/train/y');
  const summary = {
    id: partsOf ?? randomUUID(),
    createdAt: Date.now(),
    architectureType: architecture.type,
    kernel,
    solver: regression.solver,
    points: pointCount(regression.points),
    outputs: problem.labels.shape[1],
    ridge: regression.ridge,
    jitter: regression.jitter,
    trainMse: regression.trainMse,
    ...('certificate' in regression && { certificate: regression.certificate }),
    provenance: context.provenance({ jitter: regression.jitter }),
  };
  await context.regressions.save(summary, regression);
  return summary;
};

/** The problem of a request, its arrays loaded and checked. */
export async function loadProblem(input: RegressionInput, context: ProgramContext): Promise<RegressionProblem> {
  const { architecture, kernel, ridge, jitters, solver } = input;
  const points = await loadPoints(input.train, '/train', context);
  checkPoints(architecture, points, '/train');
  const labels = asMatrix(await context.load(input.train.y, '/train/y'), '/train/y', 'column');
  const observed = input.train.observed && toMask(await context.load(input.train.observed, '/train/observed'), points);
  return { architecture, kernel, points, labels, ridge, jitters, solver, observed };
}

function subsetCount({ solver }: RegressionInput): number {
  return solver.kind === 'subsets' ? solver.count : 0;
}

/** 1 where an array is not 0. */
function toMask({ shape, data }: NdArray, points: Points): Uint8Array {
  checkMaskShape(shape, points);
  return Uint8Array.from(data, (value) => (value === 0 ? 0 : 1));
}

/** POST /v1/regressions/{id}/predictions */
export const predictProgram: Program<'regression_predict'> = async (input, context) => {
  context.control.stage('prediction');
  const regression = await context.regressions.load(input.regressionId);
  const test = await loadPoints(input.test, '/test', context);
  checkPoints(regression.architecture, test, '/test', regression.points);
  const { mean, variance, spread } = await predict(regression, test, input.variance, context.engine, context.control);
  const provenance = context.provenance({ jitter: regression.jitter });
  const vector = variance && { variance: { shape: [variance.length], data: variance } };
  return { mean, ...vector, ...(spread && { spread }), provenance };
};
