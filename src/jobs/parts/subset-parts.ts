import type { JobRequest } from '../job.ts';
import type { SubsetOutput } from '../programs/part-types.ts';
import { gatheringRequest, inTime, type Parts, partRequest } from './part.ts';

/** A regression on subsets: each of them. One that is asked for by the same job again is the same regression. */
export function subsetParts(jobId: string, request: JobRequest<'regression_fit'>): Parts<'regression_fit'> | null {
  const { parts: _, ...regression } = request.input;
  if (regression.solver.kind !== 'subsets') return null;
  const { count } = regression.solver;
  // One after the other they take the time.
  const share = inTime(1 / count);
  const indices = Array.from({ length: count }, (_, subset) => subset);
  return {
    noun: 'subsets',
    sizes: indices.map(() => 1),
    parts: indices.map((subset) => partRequest(request, 'regression_subset', { regressionId: jobId, subset, regression }, share)),
    gather: (results) => gatheringRequest(request, results as SubsetOutput[], share, { regressionId: jobId }),
  };
}
