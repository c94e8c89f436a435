import { type DestinationStream, destination, type Logger, pino } from 'pino';
import { withoutKeys } from '../access/api-key.ts';
import type { ErrorCode } from '../errors.ts';
import type { JobRecord, Lane } from '../jobs/job.ts';
import type { LineOwner, QueueObserver } from '../jobs/queue-observer.ts';
import type { SweepObserver, Swept } from '../retention/sweeper.ts';
import { JobTimes } from './job-times.ts';

/** What must not be in a log, wherever a line has it. */
const SECRETS = ['authorization', 'cookie', '["x-api-key"]', 'apiKey', 'api_key', 'password', 'secret', 'token'];
const PLACES = ['', '*', 'req.headers', 'request.headers', 'err.request.headers'];

/** Errors of jobs that are not about the request. */
const OF_THE_SERVICE: readonly ErrorCode[] = ['internal', 'runner_died', 'damaged_file'];

/** The log of the service: JSON lines to standard error, or elsewhere for tests. */
export function createLogger(level: string, stream: DestinationStream = destination({ fd: 2, sync: true })): Logger {
  const paths = PLACES.flatMap((place) =>
    SECRETS.map((name) => (name.startsWith('[') ? `${place}${name}` : place === '' ? name : `${place}.${name}`)),
  );
  return pino(
    { level, name: 'hypertangent', redact: { paths, censor: '[redacted]' }, hooks: { streamWrite: withoutKeys } },
    stream,
  );
}

/** Logs what happens to jobs and runners, each line with the job and the request it belongs to. */
export class QueueLog implements QueueObserver {
  readonly #logger: Logger;
  readonly #times = new JobTimes();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  jobChanged(record: JobRecord, lane: Lane, _input?: unknown, cause?: unknown): void {
    const { id, kind, state, error } = record;
    const { waited, ran } = this.#times.changed(record);
    const facts = {
      ...ownerFields({ jobId: id, ...record }),
      kind,
      lane,
      state,
      ...(waited !== undefined && { waitedMs: Math.round(1000 * waited) }),
      ...(ran !== undefined && { ranMs: Math.round(1000 * ran) }),
      ...(error && { code: error.code }),
      ...(cause !== undefined && { err: cause }),
    };
    if (error && OF_THE_SERVICE.includes(error.code)) this.#logger.error(facts, `job ${state}: ${error.message}`);
    else this.#logger.info(facts, `job ${state}`);
  }

  runnerEnded(lane: Lane, pid: number | undefined): void {
    this.#logger.warn({ lane, pid }, 'a runner ended; another takes its place');
  }

  /** What comes on standard error is an error in the log: it may be the cause of a failure. */
  runnerLine(lane: Lane, line: string, isError: boolean, owner: LineOwner | undefined): void {
    this.#logger[isError ? 'error' : 'info']({ ...(owner && ownerFields(owner)), lane, source: 'runner' }, line);
  }
}

/** `reqId` is what the server's own lines call it. */
function ownerFields({ jobId, requestId, traceId }: LineOwner): object {
  return { jobId, ...(requestId !== undefined && { reqId: requestId }), ...(traceId !== undefined && { traceId }) };
}

/** Logs what has gone by itself. */
export class RetentionLog implements SweepObserver {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  swept({ job, array, regression, training }: Swept, seconds: number): void {
    const bytes = [job, array, regression, training].reduce((sum, removed) => sum + (removed?.bytes ?? 0), 0);
    const counts = {
      jobs: job?.count ?? 0,
      arrays: array?.count ?? 0,
      regressions: regression?.count ?? 0,
      trainings: training?.count ?? 0,
    };
    this.#logger.info({ ...counts, bytes, durationMs: Math.round(1000 * seconds) }, 'what was old was removed');
  }

  sweepFailed(error: unknown): void {
    this.#logger.error(error, 'what is old could not be removed; it is tried again in a minute');
  }
}
