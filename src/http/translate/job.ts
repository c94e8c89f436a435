import type { JobRecord } from '../../jobs/job.ts';
import type { Schema } from '../contract/types.ts';
import { problemOf } from '../problem.ts';

export function jobBody(record: JobRecord): Schema<'Job'> {
  const time = (ms: number) => new Date(ms).toISOString();
  return {
    id: record.id,
    kind: record.kind,
    ...(record.owner !== undefined && { owner: record.owner }),
    ...(record.parent !== undefined && { parent: record.parent }),
    state: record.state,
    progress: record.progress,
    ...(record.attempts !== undefined && { attempts: record.attempts }),
    created_at: time(record.createdAt),
    ...(record.startedAt !== undefined && { started_at: time(record.startedAt) }),
    ...(record.finishedAt !== undefined && { finished_at: time(record.finishedAt) }),
    ...(record.error && { error: problemOf(record.error) }),
  };
}
