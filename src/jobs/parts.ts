import type { JobKind, JobRequest } from './job.ts';
import { completionParts } from './parts/completion-parts.ts';
import { kernelParts } from './parts/kernel-parts.ts';
import { networkParts } from './parts/network-parts.ts';
import { PART_SECONDS, type Parts } from './parts/part.ts';
import { searchParts } from './parts/search-parts.ts';
import { subsetParts } from './parts/subset-parts.ts';

export { PART_SECONDS, type Parts } from './parts/part.ts';

/**
 * The parts of a request that several jobs are to do; null if it is a single job.
 *
 * What a result's last digits depend on depends on the request alone, so that it is the same on one runner and on many.
 *
 * @param jobId of the request's own job
 * @param runners that there are in the request's lane, on all machines together
 * @param partSeconds of the work of a part, at least, as counted by {@link PART_SECONDS}
 * @throws HypertangentError as the request's own job would fail
 */
export function partsOf<Kind extends JobKind>(
  jobId: string,
  request: JobRequest<Kind>,
  runners: number,
  partSeconds = PART_SECONDS,
): Parts<Kind> | null {
  return partsOfAny(jobId, request as unknown as AnyRequest, runners, partSeconds) as Parts<Kind> | null;
}

type AnyRequest = { [Kind in JobKind]: JobRequest<Kind> }[JobKind];

function partsOfAny(jobId: string, request: AnyRequest, runners: number, partSeconds: number) {
  switch (request.kind) {
    case 'kernels':
      return kernelParts(request, runners, partSeconds);
    case 'empirical_kernels':
    case 'convergence_study':
    case 'verification':
      return networkParts(request as JobRequest<typeof request.kind>, partSeconds);
    case 'regression_fit':
      return subsetParts(jobId, request);
    case 'search':
      return searchParts(request, partSeconds);
    case 'image_completion':
      return completionParts(request, partSeconds);
    default:
      return null;
  }
}
