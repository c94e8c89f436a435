import { HypertangentError, isHypertangentError } from '../errors.ts';
import type { Executor, Task } from './dispatch/dispatcher.ts';
import type { JobRequest, JobResult } from './job.ts';
import { moveFiles, removeFiles } from './part-files.ts';
import type { Parts } from './parts.ts';
import type { JobHandle } from './queue.ts';

/** The share of the progress that the parts have; putting them together has the rest. */
const PARTS_SHARE = 0.99;

/** What a job is to the whole: one of its parts, by its number, or what puts their results together. */
export type PartRole = number | 'gather';

/** Puts a job into the queue. */
export type Spawn = (request: JobRequest, role: PartRole) => Promise<JobHandle>;

/**
 * Runs a job whose work other jobs do: as many parts at a time as can run at once, then the one that puts them together.
 *
 * The first that fails ends the others and is the job's error; cancelling the job cancels them all. The parts' results are
 * there until all has ended.
 */
export class PartsExecutor implements Executor {
  readonly #parts: Parts;
  readonly #atOnce: number;
  readonly #spawn: Spawn;
  readonly #live = new Set<JobHandle>();
  readonly #ended: JobHandle[] = [];
  #stopped: unknown;

  /** @param atOnce jobs that wait or run at a time */
  constructor(parts: Parts, atOnce: number, spawn: Spawn) {
    this.#parts = parts;
    this.#atOnce = atOnce;
    this.#spawn = spawn;
  }

  async run({ folder, onStart, onProgress }: Pick<Task, 'folder' | 'onStart' | 'onProgress'>): Promise<JobResult> {
    try {
      await onStart();
      const results = await this.#runParts(onProgress);
      const gathered = await this.#runOne(this.#parts.gather(results), 'gather');
      return await moveFiles(gathered, folder);
    } catch (error) {
      this.#stop(error);
      throw this.#stopped;
    } finally {
      // What goes on when the service is started again finds them.
      if (!isHypertangentError(this.#stopped, 'job_interrupted')) for (const job of this.#ended) await discard(job);
    }
  }

  cancel(jobId: string): void {
    this.#stop(new HypertangentError('job_cancelled', 'the job was cancelled', { id: jobId }));
  }

  async #runParts(onProgress: Task['onProgress']): Promise<JobResult[]> {
    const { parts, noun, sizes } = this.#parts;
    const all = sizes.reduce((sum, size) => sum + size, 0);
    const fractions = new Float64Array(parts.length);
    const results: JobResult[] = [];
    let [next, done] = [0, 0];
    const report = () => {
      const fraction = fractions.reduce((sum, value) => sum + value, 0) / parts.length;
      onProgress({ fraction: PARTS_SHARE * fraction, stage: `${noun}: ${done} of ${all} done` });
    };
    const work = async () => {
      while (next < parts.length) {
        const index = next++;
        results[index] = await this.#runOne(parts[index]!, index, (fraction) => {
          fractions[index] = Math.max(fractions[index]!, fraction);
          report();
        });
        done += sizes[index]!;
        fractions[index] = 1;
        report();
      }
    };
    // The first that fails ends the others; one that is being submitted meanwhile is waited for, too.
    const workers = Array.from({ length: Math.min(this.#atOnce, parts.length) }, work);
    await Promise.all(workers.map((worker) => worker.catch((error) => this.#stop(error))));
    if (this.#stopped !== undefined) throw this.#stopped;
    return results;
  }

  async #runOne(request: JobRequest, role: PartRole, onFraction: (fraction: number) => void = () => {}): Promise<JobResult> {
    if (this.#stopped !== undefined) throw this.#stopped;
    const job = await this.#spawn(request, role);
    this.#live.add(job);
    if (this.#stopped !== undefined) void job.cancel();
    const unsubscribe = job.subscribe(({ progress }) => onFraction(progress.fraction));
    try {
      await job.finished;
      return await job.result();
    } finally {
      unsubscribe();
      this.#live.delete(job);
      this.#ended.push(job);
    }
  }

  /** What ends the parts first is the reason for all. */
  #stop(reason: unknown): void {
    if (this.#stopped !== undefined) return;
    this.#stopped = reason;
    for (const job of this.#live) void job.cancel();
  }
}

/** Nobody needs what a part has found once the whole has ended; its record may be kept. */
async function discard(job: JobHandle): Promise<void> {
  await job
    .result()
    .then(removeFiles)
    .catch(() => {});
  await job.release().catch(() => {});
}
