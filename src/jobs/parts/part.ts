import type { Cost, JobKind, JobRequest, JobResult } from '../job.ts';
import type { JobInputs } from '../programs/program.ts';

/** A request that several jobs do. */
export interface Parts<Kind extends JobKind = JobKind> {
  /** Independent of each other. */
  parts: JobRequest[];
  /** What the parts are, for progress: `networks`, `candidates`, `rows`. */
  noun: string;
  /** How many of these each part is. */
  sizes: readonly number[];
  /**
   * The job that puts the results of the parts, in their order, together and has the result of the request. Files of the results
   * must be there until it has ended.
   */
  gather(results: readonly JobResult[]): JobRequest<Kind>;
}

/** Seconds of the work of a part, at least, on the machine of `DEFAULT_RATES`; a request of less than two of them is one job. */
export const PART_SECONDS = 10;

/** Parts of a request, at most. */
const MOST_PARTS = 64;

/**
 * How many parts of about equal work a request is cut into; 1: it is not cut.
 *
 * @param seconds of the request
 * @param most that there can be
 */
export function partCount(seconds: number, partSeconds: number, most = MOST_PARTS): number {
  return Math.max(1, Math.floor(Math.min(seconds / partSeconds, most, MOST_PARTS)));
}

/** A part of a request: in its lane, its owner's, and not for long what the request takes. */
export function partRequest<Kind extends JobKind>(
  { lane, owner, cost }: JobRequest,
  kind: Kind,
  input: JobInputs[Kind],
  ofWhole: (cost: Cost) => Cost,
): JobRequest<Kind> {
  return { kind, input, lane, ...(owner !== undefined && { owner }), ...(cost && { cost: ofWhole(cost) }) };
}

/** The request again, with the results of its parts in place of the work. */
export function gatheringRequest<Kind extends JobKind>(
  request: JobRequest<Kind>,
  results: readonly JobResult[],
  ofWhole: (cost: Cost) => Cost,
  rest: Partial<JobInputs[Kind]> = {},
): JobRequest<Kind> {
  const { cost } = request;
  return { ...request, ...(cost && { cost: ofWhole(cost) }), input: { ...request.input, ...rest, parts: results } };
}

/** So much of the time, and all of the memory. */
export function inTime(share: number): (cost: Cost) => Cost {
  return (cost) => ({ ...cost, seconds: share * cost.seconds });
}
