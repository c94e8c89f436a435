import { type ErrorCode, type ErrorDetails, HypertangentError, isHypertangentError } from '../../errors.ts';
import { checkWorkload } from '../../jobs/estimate/check.ts';
import { type Estimate, estimate } from '../../jobs/estimate/estimate.ts';
import type { Workload } from '../../jobs/estimate/workload.ts';
import type { Handlers, Schema } from '../contract/types.ts';
import { convergenceStudyInput, empiricalKernelsInput, verificationInput } from '../translate/empirical.ts';
import { imageCompletionInput, kernelsInput, predictionInput, regressionInput } from '../translate/inputs.ts';
import { searchInput } from '../translate/search.ts';
import { trainingInput, trainingPredictionInput } from '../translate/training.ts';
import { capacityOf } from './capacity.ts';
import type { Services } from './services.ts';

export function estimateHandlers(services: Services): Pick<Handlers, 'estimate'> {
  return {
    async estimate({ body }) {
      const workload = await inRequest(async () => {
        const found = await workloadOf(body, services);
        checkWorkload(found);
        return found;
      });
      return { status: 200, body: estimateBody(estimate(workload, capacityOf(services))) };
    },
  };
}

async function workloadOf(body: Schema<'EstimateRequest'>, { arrays, regressions, trainings }: Services): Promise<Workload> {
  switch (body.operation) {
    case 'kernels':
      return { kind: 'kernels', input: await kernelsInput(body.request, arrays) };
    case 'empirical-kernels':
      return { kind: 'empirical_kernels', input: await empiricalKernelsInput(body.request, arrays) };
    case 'convergence-studies':
      return { kind: 'convergence_study', input: await convergenceStudyInput(body.request, arrays) };
    case 'verifications':
      return { kind: 'verification', input: await verificationInput(body.request, arrays) };
    case 'regressions':
      return { kind: 'regression_fit', input: await regressionInput(body.request, arrays, regressions) };
    case 'predictions': {
      const model = await regressions.shape(body.regression_id);
      return { kind: 'regression_predict', input: await predictionInput(body.regression_id, body.request, arrays), model };
    }
    case 'trainings':
      return { kind: 'training', input: await trainingInput(body.request, arrays, trainings) };
    case 'trained-predictions': {
      const model = await trainings.summary(body.training_id);
      return { kind: 'training_predict', input: await trainingPredictionInput(body.training_id, body.request, arrays), model };
    }
    case 'searches':
      return { kind: 'search', input: await searchInput(body.request, arrays) };
    case 'image-completions':
      return { kind: 'image_completion', input: await imageCompletionInput(body.request, arrays) };
  }
}

/** Runs `work`; the paths of its errors are those of the operation's body, which stands in `request` here. */
async function inRequest<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!isHypertangentError(error) || !('path' in error.details) || error.details.path === undefined) throw error;
    const details = { ...error.details, path: `/request${error.details.path}` } as ErrorDetails[ErrorCode];
    throw new HypertangentError(error.code, `in request: ${error.message}`, details, error);
  }
}

function estimateBody({ breakdown, ...found }: Estimate): Schema<'Estimate'> {
  return {
    seconds: found.seconds,
    memory_bytes: found.memoryBytes,
    memory_limit_bytes: found.memoryLimitBytes,
    fits: found.fits,
    lane: found.lane,
    breakdown: {
      kernel_seconds: breakdown.kernelSeconds,
      solve_seconds: breakdown.solveSeconds,
      input_bytes: breakdown.inputBytes,
      output_bytes: breakdown.outputBytes,
      working_bytes: breakdown.workingBytes,
    },
    ...(found.largest !== undefined && { largest: found.largest }),
  };
}
