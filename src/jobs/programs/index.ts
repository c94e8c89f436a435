import { convergenceStudyProgram, empiricalKernelsProgram, verificationProgram } from './empirical.ts';
import { imageCompletionProgram } from './image-completion.ts';
import { kernelsProgram } from './kernels.ts';
import type { JobInputs, Program } from './program.ts';
import { fitProgram, predictProgram } from './regressions.ts';
import { searchProgram } from './search.ts';
import { subsetProgram } from './subsets.ts';

/** The program of every kind of job. */
export const programs: { [Kind in keyof JobInputs]: Program<Kind> } = {
  kernels: kernelsProgram,
  empirical_kernels: empiricalKernelsProgram,
  convergence_study: convergenceStudyProgram,
  verification: verificationProgram,
  regression_fit: fitProgram,
  regression_subset: subsetProgram,
  regression_predict: predictProgram,
  search: searchProgram,
  image_completion: imageCompletionProgram,
};
