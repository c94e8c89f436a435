import { elementCount } from '../../nd-array.ts';
import { planOf } from '../estimate/plan-of.ts';
import { DEFAULT_RATES } from '../estimate/rates.ts';
import { secondsOf } from '../estimate/seconds.ts';
import type { Cost, JobRequest } from '../job.ts';
import type { ImageRegressorsOutput } from '../programs/part-types.ts';
import { cutRuns } from './cut.ts';
import { gatheringRequest, inTime, type Parts, partCount, partRequest } from './part.ts';

/** An image completion by several regressors: some of them each. */
export function completionParts(request: JobRequest<'image_completion'>, partSeconds: number): Parts<'image_completion'> | null {
  const { parts: _, ...completion } = request.input;
  const { regressors } = completion;
  const { kernelSeconds, solveSeconds } = secondsOf(planOf({ kind: 'image_completion', input: completion }), DEFAULT_RATES, 1);
  const count = partCount(kernelSeconds + solveSeconds, partSeconds, regressors);
  if (count === 1) return null;
  const pieces = cutRuns([{ count: regressors, weight: 1 }], count).map(([piece]) => piece!);
  // A part holds what all of its regressors have completed.
  const completedBytes = 8 * elementCount(completion.testImages.shape);
  const costOf = (count: number) => (cost: Cost) => ({
    seconds: (count / regressors) * cost.seconds,
    memoryBytes: cost.memoryBytes + count * completedBytes,
  });
  return {
    noun: 'regressors',
    sizes: pieces.map(({ count }) => count),
    parts: pieces.map(({ first, count }) =>
      partRequest(request as JobRequest, 'image_regressors', { completion, first, count }, costOf(count)),
    ),
    gather: (results) => gatheringRequest(request, results as ImageRegressorsOutput[], inTime(1 / pieces.length)),
  };
}
