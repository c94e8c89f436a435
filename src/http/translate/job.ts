import type { JobRecord, Progress } from '../../jobs/job.ts';
import type { Schema } from '../contract/types.ts';
import { problemOf } from '../problem.ts';
import { curveBody } from './training.ts';

export function jobBody(record: JobRecord): Schema<'Job'> {
  const time = (ms: number) => new Date(ms).toISOString();
  return {
    id: record.id,
    kind: record.kind,
    ...(record.owner !== undefined && { owner: record.owner }),
    ...(record.parent !== undefined && { parent: record.parent }),
    state: record.state,
    progress: progressBody(record.progress),
    ...(record.attempts !== undefined && { attempts: record.attempts }),
    created_at: time(record.createdAt),
    ...(record.startedAt !== undefined && { started_at: time(record.startedAt) }),
    ...(record.finishedAt !== undefined && { finished_at: time(record.finishedAt) }),
    ...(record.error && { error: problemOf(record.error) }),
  };
}

function progressBody({ curve, ...rest }: Progress): Schema<'Progress'> {
  return { ...rest, ...(curve && { curve: curveBody(curve) }) };
}
