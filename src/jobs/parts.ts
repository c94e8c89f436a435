import type { JobKind, JobRequest } from './job.ts';

/** A request that several jobs do: independent parts, then one that puts them together and has the result. */
export interface Parts<Kind extends JobKind = JobKind> {
  parts: JobRequest[];
  last: JobRequest<Kind>;
  /** Id of the regression whose folder the parts are kept in until the last job takes them over. */
  regressionId: string;
}

/** The parts of a job's request; null if it is done as one. */
export function partsOf<Kind extends JobKind>(jobId: string, request: JobRequest<Kind>): Parts<Kind> | null {
  if (request.kind !== 'regression_fit') return null;
  const fit = request as unknown as JobRequest<'regression_fit'>;
  const { solver, partsOf: gathered } = fit.input;
  if (solver.kind !== 'subsets' || gathered !== undefined) return null;
  // The same when the job is run again, so that it finds the parts that are done.
  const regressionId = jobId;
  const { lane, owner } = fit;
  // Each part takes the memory, and one after the other they take the time.
  const cost = fit.cost && { ...fit.cost, seconds: fit.cost.seconds / solver.count };
  const parts = Array.from({ length: solver.count }, (_, subset): JobRequest<'regression_subset'> => {
    return {
      kind: 'regression_subset',
      input: { regressionId, subset, regression: fit.input },
      lane,
      ...(owner !== undefined && { owner }),
      ...(cost && { cost }),
    };
  });
  const last: JobRequest<'regression_fit'> = { ...fit, ...(cost && { cost }), input: { ...fit.input, partsOf: regressionId } };
  return { parts: parts as unknown as JobRequest[], last: last as unknown as JobRequest<Kind>, regressionId };
}
