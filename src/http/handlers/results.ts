import { HypertangentError } from '../../errors.ts';
import type { GrowingFile } from '../../jobs/growing-file.ts';
import type { JobKind, JobResult } from '../../jobs/job.ts';
import { type ArrayValue, collectArrays } from '../../store/array-value.ts';
import type { DiagnosticArrays, DiagnosticNumbers } from '../../store/regression-store.ts';
import type { Schema } from '../contract/types.ts';
import { imageSheet } from '../render/image-sheet.ts';
import { growingNpyRepresentation, npyRepresentation } from '../render/npy.ts';
import { npzRepresentation } from '../render/npz.ts';
import type { Representation } from '../render/representation.ts';
import { convergenceStudyBody, empiricalKernelsBody, verificationBody } from '../translate/empirical.ts';
import {
  imageRegressorsBody,
  kernelRowsBody,
  networkMomentsBody,
  regressorBody,
  searchCandidatesBody,
} from '../translate/parts.ts';
import {
  diagnosticArrays,
  diagnosticNumbers,
  predictionCertificateBody,
  regressionBody,
  subsetBody,
} from '../translate/regression.ts';
import { searchBody } from '../translate/search.ts';
import { trainingBody } from '../translate/training.ts';

export const NPY = 'application/x-npy';
export const NPZ = 'application/x-npz';

const KERNEL_FILE = 'kernel.npy';

type Media = () => Representation | Promise<Representation>;
export interface ArrayMedia {
  [NPY]: Media;
  [NPZ]: Media;
}

/** The kernels as the contract has them. */
export function kernelsReply(result: JobResult<'kernels'>): { body: Schema<'KernelsResult'>; as: ArrayMedia } {
  const { kernels, layers, provenance } = result;
  const body = { kernels, ...(layers && { layers }), provenance } as Schema<'KernelsResult'>;
  const matrices = collectArrays(kernels);
  const stacks = collectArrays(layers ?? {}).map(({ name, array }) => ({ name: `${name}_layers`, array }));
  const all = [...matrices, ...stacks];
  return {
    body,
    as: { [NPY]: () => npyRepresentation(single(all), KERNEL_FILE), [NPZ]: () => npzRepresentation(all, 'kernels.npz') },
  };
}

export function empiricalKernelsReply(result: JobResult<'empirical_kernels'>): {
  body: Schema<'EmpiricalKernelsResult'>;
  as: { [NPZ]: Media };
} {
  const body = empiricalKernelsBody(result);
  const samples = collectArrays(body.samples ?? {}).map(({ name, array }) => ({ name: `${name}_samples`, array }));
  return { body, as: { [NPZ]: () => npzRepresentation([...collectArrays(body.kernels), ...samples], 'empirical-kernels.npz') } };
}

export function studyReply(result: JobResult<'convergence_study'>): { body: Schema<'ConvergenceStudy'>; as: { [NPZ]: Media } } {
  const body = convergenceStudyBody(result);
  const arrays = collectArrays({ studies: body.studies, analytic: body.analytic });
  return { body, as: { [NPZ]: () => npzRepresentation(arrays, 'convergence-study.npz') } };
}

export function verificationReply(result: JobResult<'verification'>): { body: Schema<'Verification'>; as: { [NPZ]: Media } } {
  const body = verificationBody(result);
  return { body, as: { [NPZ]: () => npzRepresentation(collectArrays(body.outputs), 'verification.npz') } };
}

/** The matrix of a job that still computes it. */
export function growingKernel(file: GrowingFile): Representation {
  return growingNpyRepresentation(file, KERNEL_FILE);
}

export function predictionReply(result: JobResult<'regression_predict'>): { body: Schema<'Prediction'>; as: ArrayMedia } {
  const { mean, variance, covariance, meanAtTimes, spread, certificate, provenance } = result;
  const found = {
    mean,
    ...(variance && { variance }),
    ...(covariance && { covariance }),
    ...(meanAtTimes && { mean_at_times: meanAtTimes }),
    ...(spread && { spread }),
  };
  const arrays = collectArrays(found);
  return {
    body: { ...found, ...(certificate && { certificate: predictionCertificateBody(certificate) }), provenance },
    as: { [NPY]: () => npyRepresentation(mean, 'mean.npy'), [NPZ]: () => npzRepresentation(arrays, 'prediction.npz') },
  };
}

export function trainedPredictionReply({ mean, probabilities, provenance }: JobResult<'training_predict'>): {
  body: Schema<'TrainingPrediction'>;
  as: ArrayMedia;
} {
  const found = { mean, ...(probabilities && { probabilities }) };
  return {
    body: { ...found, provenance },
    as: {
      [NPY]: () => npyRepresentation(mean, 'mean.npy'),
      [NPZ]: () => npzRepresentation(collectArrays(found), 'prediction.npz'),
    },
  };
}

export function diagnosticsReply(found: Partial<DiagnosticNumbers> & DiagnosticArrays): {
  body: Schema<'Diagnostics'>;
  as: { [NPZ]: Media };
} {
  const arrays = diagnosticArrays(found);
  return {
    body: { ...diagnosticNumbers(found), ...arrays },
    as: { [NPZ]: () => npzRepresentation(atLeastOne(collectArrays(arrays)), 'diagnostics.npz') },
  };
}

function atLeastOne<Item>(arrays: readonly Item[]): readonly Item[] {
  if (arrays.length > 0) return arrays;
  const message = 'this fit was asked for no diagnostics that are arrays (leave_one_out, spectrum); its numbers are in JSON';
  throw new HypertangentError('not_acceptable', message, { accept: NPZ, available: ['application/json'] });
}

export function completionReply(result: JobResult<'image_completion'>): {
  body: Schema<'ImageCompletion'>;
  as: ArrayMedia & { 'image/png': Media };
} {
  const { completed, spread, seen, truth, testImages, mse, meanImageMse } = result;
  const body = {
    completed,
    ...(spread && { spread }),
    seen,
    ...(mse && { mse: imageErrors(mse) }),
    ...(meanImageMse && { mean_image_mse: imageErrors(meanImageMse) }),
    ...regressorBody(result),
    provenance: result.provenance,
  };
  const imageShape = seen.shape as [number, number];
  const rows = truth ? [truth, testImages, completed] : [testImages, completed];
  return {
    body,
    as: {
      [NPY]: () => npyRepresentation(completed, 'completed.npy'),
      [NPZ]: () => npzRepresentation(collectArrays({ completed, seen, ...(spread && { spread }) }), 'completion.npz'),
      'image/png': () => imageSheet({ imageShape, rows, seen, maskedRow: rows.length - 2 }),
    },
  };
}

/** The answer of any kind of job, for GET /v1/jobs/{job_id}/result. */
export function resultReply(kind: JobKind, result: JobResult): { body: Schema<'JobResult'>; as: Record<string, Media> } {
  switch (kind) {
    case 'kernels': {
      const { body, as } = kernelsReply(result as JobResult<'kernels'>);
      return { body, as: { ...as } };
    }
    case 'empirical_kernels':
      return empiricalKernelsReply(result as JobResult<'empirical_kernels'>);
    case 'convergence_study':
      return studyReply(result as JobResult<'convergence_study'>);
    case 'verification':
      return verificationReply(result as JobResult<'verification'>);
    case 'regression_predict': {
      const { body, as } = predictionReply(result as JobResult<'regression_predict'>);
      return { body, as: { ...as } };
    }
    case 'image_completion': {
      const { body, as } = completionReply(result as JobResult<'image_completion'>);
      return { body, as: { ...as } };
    }
    case 'training':
      return { body: trainingBody(result as JobResult<'training'>), as: {} };
    case 'training_predict': {
      const { body, as } = trainedPredictionReply(result as JobResult<'training_predict'>);
      return { body, as: { ...as } };
    }
    case 'search':
      return { body: searchBody(result as JobResult<'search'>), as: {} };
    case 'regression_fit':
      return { body: regressionBody(result as JobResult<'regression_fit'>), as: {} };
    case 'regression_subset':
      return { body: subsetBody(result as JobResult<'regression_subset'>), as: {} };
    case 'kernel_rows':
      return { body: kernelRowsBody(result as JobResult<'kernel_rows'>), as: {} };
    case 'network_moments':
      return { body: networkMomentsBody(result as JobResult<'network_moments'>), as: {} };
    case 'search_candidates':
      return { body: searchCandidatesBody(result as JobResult<'search_candidates'>), as: {} };
    case 'image_regressors':
      return { body: imageRegressorsBody(result as JobResult<'image_regressors'>), as: {} };
  }
}

function imageErrors(errors: NonNullable<JobResult<'image_completion'>['mse']>): Schema<'ImageErrors'> {
  return {
    all_pixels: errors.allPixels,
    ...(errors.unseenPixels !== undefined && { unseen_pixels: errors.unseenPixels }),
    per_image: errors.perImage,
  };
}

function single(arrays: readonly { name: string; array: ArrayValue }[]): ArrayValue {
  const [first, ...others] = arrays;
  if (first && others.length === 0) return first.array;
  const names = arrays.map(({ name }) => name).join(', ');
  throw notSingle(`an .npy file holds one matrix, but this answer has ${names}`);
}

export function notSingle(why: string): HypertangentError {
  const message = `${why}; ask for one output without layers, or accept ${NPZ}`;
  return new HypertangentError('not_acceptable', message, { accept: NPY, available: [NPZ, 'application/json'] });
}
