import { HypertangentError } from '../errors.ts';
import type { Executor, Task } from './dispatch/dispatcher.ts';
import type { JobRequest, JobResult } from './job.ts';
import type { Parts } from './parts.ts';
import type { JobHandle } from './queue.ts';

/** The share of the progress that the parts have; putting them together has the rest. */
const PARTS_SHARE = 0.99;

/**
 * Runs a job whose work other jobs do: as many of them at a time as can run at once, then the last.
 *
 * The first that fails ends the others and is the job's error; cancelling the job cancels them all.
 */
export class PartsExecutor implements Executor {
  readonly #parts: Parts;
  readonly #atOnce: number;
  readonly #spawn: (request: JobRequest) => Promise<JobHandle>;
  readonly #live = new Set<JobHandle>();
  #stopped: unknown;

  /**
   * @param atOnce jobs that wait or run at a time
   * @param spawn puts a job into the queue
   */
  constructor(parts: Parts, atOnce: number, spawn: (request: JobRequest) => Promise<JobHandle>) {
    this.#parts = parts;
    this.#atOnce = atOnce;
    this.#spawn = spawn;
  }

  async run({ onStart, onProgress }: Pick<Task, 'onStart' | 'onProgress'>): Promise<JobResult> {
    const { parts, last } = this.#parts;
    this.#stopped = undefined;
    await onStart();
    const fractions = new Float64Array(parts.length);
    const stage = () => `subsets: ${fractions.filter((fraction) => fraction === 1).length} of ${parts.length} done`;
    let next = 0;
    const work = async () => {
      while (next < parts.length) {
        const index = next++;
        await this.#runOne(parts[index]!, (fraction) => {
          fractions[index] = Math.max(fractions[index]!, fraction);
          onProgress((PARTS_SHARE * fractions.reduce((sum, value) => sum + value, 0)) / parts.length, stage());
        });
      }
    };
    try {
      await Promise.all(Array.from({ length: Math.min(this.#atOnce, parts.length) }, work));
      return await this.#runOne(last, () => {});
    } catch (error) {
      this.#stop(error);
      await Promise.all([...this.#live].map((job) => job.finished));
      throw this.#stopped;
    }
  }

  cancel(jobId: string): void {
    this.#stop(new HypertangentError('job_cancelled', 'the job was cancelled', { id: jobId }));
  }

  async #runOne(request: JobRequest, onFraction: (fraction: number) => void): Promise<JobResult> {
    if (this.#stopped !== undefined) throw this.#stopped;
    const job = await this.#spawn(request);
    if (this.#stopped !== undefined) void job.cancel();
    this.#live.add(job);
    const unsubscribe = job.subscribe(({ progress }) => onFraction(progress.fraction));
    try {
      await job.finished;
      return await job.result();
    } finally {
      unsubscribe();
      this.#live.delete(job);
      await job.release();
    }
  }

  /** What ends the parts first is the reason for all. */
  #stop(reason: unknown): void {
    if (this.#stopped !== undefined) return;
    this.#stopped = reason;
    for (const job of this.#live) void job.cancel();
  }
}
