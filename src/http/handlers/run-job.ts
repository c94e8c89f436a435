import { admit } from '../../jobs/estimate/estimate.ts';
import type { Workload } from '../../jobs/estimate/workload.ts';
import { GrowingFile } from '../../jobs/growing-file.ts';
import type { JobRequest, JobResult } from '../../jobs/job.ts';
import type { JobHandle } from '../../jobs/queue.ts';
import type { OperationId, OperationRequest, Schema } from '../contract/types.ts';
import { jobBody } from '../translate/job.ts';
import { capacityOf } from './capacity.ts';
import { identityOf } from './identity.ts';
import { preferences } from './preferences.ts';
import type { Services } from './services.ts';

type Kind = Workload['kind'];

/** What is to be computed, checked. */
type Prepare<K extends Kind> = () => Promise<Extract<Workload, { kind: K }>>;

type Request = Pick<OperationRequest<OperationId>, 'operation' | 'prefer' | 'idempotencyKey' | 'signal'> & {
  path: object;
  body: unknown;
};

/** A job's result in time, or the answer that it goes on. */
export type Outcome<K extends Kind> =
  | { result: JobResult<K>; release: () => Promise<void> }
  | { accepted: { status: 202; headers: Record<string, string>; body: Schema<'Job'> } };

/** A result that is still computed; giving it up ends its job. */
export interface Growing {
  growing: GrowingFile;
  release: () => Promise<void>;
}

/**
 * Submits a job and waits for it as long as the client and the wait limit allow.
 *
 * A job that outlives its request is on disk before it is acknowledged; one whose client goes away is cancelled. A request with
 * an Idempotency-Key has a job that is on disk before it runs and goes on without its client; one that came before is not
 * prepared again, as what it names may be gone.
 *
 * @throws HypertangentError what `prepare` throws, `too_large`, `idempotency_mismatch`, `expired`, the job's own error
 */
export async function runJob<K extends Kind>(services: Services, request: Request, prepare: Prepare<K>): Promise<Outcome<K>> {
  return (await runOrStream(services, request, prepare, () => undefined)) as Outcome<K>;
}

/** As `runJob`; a job whose result is one large array is answered as soon as the beginning of its file is final. */
export async function streamJob<K extends Kind>(
  services: Services,
  request: Request,
  prepare: Prepare<K>,
): Promise<Outcome<K> | Growing> {
  // One that goes on without its client is not read while it grows.
  return runOrStream(services, request, prepare, (job) => (request.idempotencyKey === undefined ? job.follow?.() : undefined));
}

async function runOrStream<K extends Kind>(
  services: Services,
  request: Request,
  prepare: Prepare<K>,
  growingOf: (job: JobHandle<K>) => Promise<GrowingFile> | undefined,
): Promise<Outcome<K> | Growing> {
  const { idempotencyKey, prefer, signal } = request;
  const job = await submit(services, request, prepare);
  const { respondAsync, waitMs } = preferences(prefer, services.config.waitLimitMs);
  const cancel = () => void (idempotencyKey === undefined && job.cancel());
  if (signal.aborted) cancel();
  signal.addEventListener('abort', cancel);
  try {
    const first =
      waitMs > 0
        ? await firstWithin<JobHandle<K> | GrowingFile>(
            waitMs,
            job.finished.then(() => job),
            growingOf(job),
          )
        : undefined;
    if (first === job) return { result: await job.result(), release: () => job.release() };
    if (first instanceof GrowingFile) return { growing: first, release: () => job.cancel().then(() => job.release()) };
    await job.persist();
  } catch (error) {
    if (idempotencyKey === undefined) await job.cancel();
    await job.release();
    throw error;
  } finally {
    signal.removeEventListener('abort', cancel);
  }
  const headers = { location: `/v1/jobs/${job.id}`, ...(respondAsync && { 'preference-applied': 'respond-async' }) };
  return { accepted: { status: 202, headers, body: jobBody(job.snapshot()) } };
}

async function submit<K extends Kind>(services: Services, request: Request, prepare: Prepare<K>): Promise<JobHandle<K>> {
  const { queue, caller, tombstones } = services;
  const { operation, path, body, idempotencyKey } = request;
  const identity = identityOf(idempotencyKey, caller.view, [operation, path, body]);
  if (identity) {
    const known = await queue.findSame(identity);
    if (known) return known as JobHandle<K>;
    // What ran long ago does not run again.
    const expired = await tombstones.expired('job', identity.id, caller.view);
    if (expired) throw expired;
  }
  const workload = await prepare();
  const cost = admit(workload, capacityOf(services));
  const { kind, input } = workload;
  return queue.submit({ kind, input, lane: cost.lane, cost, ...identity } as unknown as JobRequest<K>);
}

/** What happens first; undefined if nothing does in time. */
async function firstWithin<Event>(waitMs: number, ...events: (Promise<Event> | undefined)[]): Promise<Event | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), waitMs);
  });
  try {
    return await Promise.race([...events.filter((event) => event !== undefined), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
