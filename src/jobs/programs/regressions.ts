import { randomUUID } from 'node:crypto';
import { checkPoints, pointCount } from '../../kernels/points.ts';
import { fitDense } from '../../regression/dense.ts';
import { predict } from '../../regression/predict.ts';
import { requireFinite } from './finite.ts';
import { asMatrix, loadPoints } from './load-array.ts';
import type { Program } from './program.ts';

/** POST /v1/regressions: fits, keeps the model, answers with its summary. */
export const fitProgram: Program<'regression_fit'> = async (input, context) => {
  const { architecture, kernel, ridge, jitters } = input;
  const points = await loadPoints(input.train, '/train', context);
  checkPoints(architecture, points, '/train');
  const labels = asMatrix(await context.load(input.train.y, '/train/y'), '/train/y', 'column');
  const regression = await fitDense({ architecture, kernel, points, labels, ridge, jitters }, context.engine, context.control);
  requireFinite(regression.trainMse, 'the training error', '/train/y');
  const summary = {
    id: randomUUID(),
    createdAt: Date.now(),
    architectureType: architecture.type,
    kernel,
    solver: 'cholesky' as const,
    points: pointCount(points),
    outputs: labels.shape[1],
    ridge: regression.ridge,
    jitter: regression.jitter,
    trainMse: regression.trainMse,
    provenance: context.provenance({ jitter: regression.jitter }),
  };
  await context.regressions.save(summary, regression);
  return summary;
};

/** POST /v1/regressions/{id}/predictions */
export const predictProgram: Program<'regression_predict'> = async (input, context) => {
  context.control.stage('prediction');
  const regression = await context.regressions.load(input.regressionId);
  const test = await loadPoints(input.test, '/test', context);
  checkPoints(regression.architecture, test, '/test', regression.points);
  const { mean, variance } = await predict(regression, test, input.variance, context.engine, context.control);
  const provenance = context.provenance({ jitter: regression.jitter });
  return { mean, ...(variance && { variance: { shape: [variance.length], data: variance } }), provenance };
};
