import { checkPoints, type Points, pointCount } from '../../kernels/points.ts';
import type { NdArray } from '../../nd-array.ts';
import type { DenseDiagnostics } from '../../regression/dense/diagnostics.ts';
import { fitRegression, observedPoints, type RegressionProblem } from '../../regression/fit.ts';
import { checkMaskShape } from '../../regression/labels.ts';
import { predict } from '../../regression/predict.ts';
import type { StartingWeights } from '../../regression/starting-weights.ts';
import { gatherSubsets, type SubsetPart } from '../../regression/subsets/fit.ts';
import { loadArrays } from '../../store/bundle.ts';
import type { DiagnosticNumbers } from '../../store/regression-store.ts';
import { requireFinite } from './finite.ts';
import { gatheredProvenance } from './gathered-provenance.ts';
import { subsetCheckpoint } from './kept-subsets.ts';
import { asMatrix, atField, loadPoints } from './load-array.ts';
import type { SubsetOutput } from './part-types.ts';
import type { Program, ProgramContext, RegressionInput } from './program.ts';

/**
 * POST /v1/regressions: fits, or puts together what was fitted in parts; keeps the model, answers with its summary. One that
 * an earlier attempt at the job has kept is not fitted again.
 */
export const fitProgram: Program<'regression_fit'> = async (input, context) => {
  const { architecture, kernel, ridge, parts, regressionId = context.jobId } = input;
  const kept = await context.regressions.find(regressionId);
  if (kept) return kept;
  const { problem, arrays } = await loadProblem(input, context);
  const checkpoint = context.checkpoints.of({ architecture, kernel, ridge }, arrays);
  const regression = parts
    ? gatherSubsets(observedPoints(problem), await subsetParts(parts))
    : await fitRegression({ ...problem, start: await loadStart(input, context) }, context.engine, context.control, checkpoint);
  requireFinite(regression.trainMse, 'the training error', '/train/y');
  if ('certificate' in regression) requireFinite(regression.certificate.exactResidual, 'the exact residual', '/train/y');
  const provenance = context.provenance({ jitter: regression.jitter });
  const summary = {
    id: regressionId,
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
    ...('diagnostics' in regression && regression.diagnostics && { diagnostics: numbersOf(regression.diagnostics) }),
    ...('flow' in regression && { gradientFlow: true }),
    provenance: parts ? gatheredProvenance(provenance, parts) : provenance,
  };
  const saved = await context.regressions.save(summary, regression);
  await checkpoint.remove();
  if (parts) await removeSubsets(input, problem, context);
  return saved;
};

/** A problem, and the arrays that it was made of. */
export interface LoadedProblem {
  problem: RegressionProblem;
  arrays: (NdArray | undefined)[];
}

/** The problem of a request, its arrays loaded and checked. */
export async function loadProblem(input: RegressionInput, context: ProgramContext): Promise<LoadedProblem> {
  const { architecture, kernel, ridge, jitters, solver, diagnostics = [], gradientFlow = false } = input;
  const points = await loadPoints(input.train, '/train', context);
  checkPoints(architecture, points, '/train');
  const labels = asMatrix(await context.load(input.train.y, '/train/y'), '/train/y', 'column');
  const mask = input.train.observed && (await context.load(input.train.observed, '/train/observed'));
  const observed = mask && toMask(mask, points);
  const problem = { architecture, kernel, points, labels, ridge, jitters, solver, observed, diagnostics, gradientFlow };
  return { problem, arrays: [points.x, 'z' in points ? points.z : undefined, labels, mask] };
}

async function loadStart({ startFrom }: RegressionInput, { regressions }: ProgramContext): Promise<StartingWeights | undefined> {
  if (startFrom === undefined) return undefined;
  const { regressionId, solver } = startFrom;
  return { solver, weights: await atField('/start_from', () => regressions.weights(regressionId)) };
}

/** Every part stands in the regression now. */
async function removeSubsets(
  { solver }: RegressionInput,
  loaded: RegressionProblem,
  { checkpoints }: ProgramContext,
): Promise<void> {
  if (solver.kind !== 'subsets') return;
  const problem = { ...observedPoints(loaded), ...solver };
  for (let index = 0; index < solver.count; index++) await subsetCheckpoint(problem, index, checkpoints).clear();
}

/** Files of a part's arrays go with its job. */
async function subsetParts(parts: readonly SubsetOutput[]): Promise<SubsetPart[]> {
  const loaded: SubsetPart[] = [];
  for (const { indices, weights, ridge, jitter, trainMse } of parts)
    loaded.push((await loadArrays({ indices, weights, ridge, jitter, trainMse })) as SubsetPart);
  return loaded;
}

/** @throws HypertangentError `not_finite` where labels are so large that their squares are beyond float64 */
function numbersOf(diagnostics: DenseDiagnostics): DiagnosticNumbers {
  const { logMarginalLikelihood, leaveOneOut, effectiveDegreesOfFreedom, conditionEstimate } = diagnostics;
  requireFinite(logMarginalLikelihood, 'the log marginal likelihood', '/train/y');
  requireFinite(leaveOneOut?.mse, 'the leave-one-out error', '/train/y');
  requireFinite(effectiveDegreesOfFreedom, 'the number of degrees of freedom', '/train/x');
  requireFinite(conditionEstimate, 'the condition number', '/train/x');
  return {
    logMarginalLikelihood,
    ...(leaveOneOut && { leaveOneOutMse: leaveOneOut.mse }),
    ...(effectiveDegreesOfFreedom !== undefined && { effectiveDegreesOfFreedom }),
    ...(conditionEstimate !== undefined && { conditionEstimate }),
  };
}

/** 1 where an array is not 0. */
function toMask({ shape, data }: NdArray, points: Points): Uint8Array {
  checkMaskShape(shape, points);
  return Uint8Array.from(data, (value) => (value === 0 ? 0 : 1));
}

/** POST /v1/regressions/{id}/predictions */
export const predictProgram: Program<'regression_predict'> = async (input, context) => {
  context.control.stage('prediction');
  const { regressionId, variance: wantsVariance, covariance: wantsCovariance = false, times } = input;
  const regression = await context.regressions.load(regressionId, { flow: times !== undefined });
  const test = input.test === 'train' ? regression.points : await loadPoints(input.test, '/test', context);
  checkPoints(regression.architecture, test, '/test', regression.points);
  const extras = { covariance: wantsCovariance, ...(times && { times }) };
  const posterior = await predict(regression, test, wantsVariance, context.engine, context.control, extras);
  const { mean, variance, covariance, meanAtTimes, spread, certificate } = posterior;
  const provenance = context.provenance({ jitter: regression.jitter });
  return {
    mean,
    ...(variance && { variance: { shape: [variance.length], data: variance } }),
    ...(covariance && { covariance }),
    ...(meanAtTimes && { meanAtTimes }),
    ...(spread && { spread }),
    ...(certificate && { certificate }),
    provenance,
  };
};
