import type { JobResult } from '../../jobs/job.ts';
import type { Schema } from '../contract/types.ts';
import { widthsBody } from './empirical.ts';
import { certificateBody, predictionCertificateBody } from './regression.ts';
import { trialBody } from './search.ts';

/** What parts of jobs were: their numbers are those of the whole, and stand there. */

export function kernelRowsBody({ start, kernels, provenance }: JobResult<'kernel_rows'>): Schema<'KernelRows'> {
  const [block] = Object.values(kernels);
  return { rows: [start, start + (block?.shape[0] ?? 0)], provenance };
}

export function networkMomentsBody({ ranges, provenance }: JobResult<'network_moments'>): Schema<'NetworkMoments'> {
  const networks = ranges.map(({ widths, firstNetwork, samples }) => ({
    ...(widths && widthsBody(widths)),
    first: firstNetwork,
    count: samples,
  }));
  return { networks, provenance };
}

export function searchCandidatesBody(result: JobResult<'search_candidates'>): Schema<'SearchCandidates'> {
  const { criterion, trials, complete, provenance } = result;
  return { criterion, trials: trials.map(trialBody), complete, provenance };
}

export function imageRegressorsBody({ regressors, provenance }: JobResult<'image_regressors'>): Schema<'ImageRegressors'> {
  return { regressors: regressors.map(({ summary }) => regressorBody(summary)), provenance };
}

type RegressorSummary = JobResult<'image_regressors'>['regressors'][number]['summary'];

/** A regressor of a completion, or all of them. */
export function regressorBody(summary: RegressorSummary): Schema<'ImageRegressor'> {
  const { points, solver, certificate, predictionCertificate, ridge, jitter, trainMse } = summary;
  return {
    points,
    solver,
    ...(certificate && { certificate: certificateBody(certificate) }),
    ...(predictionCertificate && { prediction_certificate: predictionCertificateBody(predictionCertificate) }),
    ridge,
    jitter,
    train_mse: trainMse,
  };
}
