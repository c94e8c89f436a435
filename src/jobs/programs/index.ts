import { convergenceStudyProgram, empiricalKernelsProgram, verificationProgram } from './empirical.ts';
import { imageCompletionProgram, imageRegressorsProgram } from './image-completion.ts';
import { kernelRowsProgram } from './kernel-rows.ts';
import { kernelsProgram } from './kernels.ts';
import { networkMomentsProgram } from './network-moments.ts';
import type { JobInputs, Program } from './program.ts';
import { fitProgram, predictProgram } from './regressions.ts';
import { searchCandidatesProgram, searchProgram } from './search.ts';
import { subsetProgram } from './subsets.ts';
import { trainedPredictProgram, trainProgram } from './training.ts';

/** The program of every kind of job. */
export const programs: { [Kind in keyof JobInputs]: Program<Kind> } = {
  kernels: kernelsProgram,
  kernel_rows: kernelRowsProgram,
  empirical_kernels: empiricalKernelsProgram,
  convergence_study: convergenceStudyProgram,
  verification: verificationProgram,
  network_moments: networkMomentsProgram,
  regression_fit: fitProgram,
  regression_subset: subsetProgram,
  regression_predict: predictProgram,
  search: searchProgram,
  search_candidates: searchCandidatesProgram,
  image_completion: imageCompletionProgram,
  image_regressors: imageRegressorsProgram,
  training: trainProgram,
  training_predict: trainedPredictProgram,
};

/** Kinds of jobs that are parts of others alone. */
const PARTS: readonly (keyof JobInputs)[] = [
  'kernel_rows',
  'network_moments',
  'regression_subset',
  'search_candidates',
  'image_regressors',
];

export function isPart(kind: keyof JobInputs): boolean {
  return PARTS.includes(kind);
}
