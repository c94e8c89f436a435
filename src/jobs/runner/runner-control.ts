import type { Control } from '../../control.ts';
import { HypertangentError } from '../../errors.ts';

/** How often a running job lets messages in, and reports its progress; one that is shorter reports nothing. */
const YIELD_INTERVAL_MS = 20;
const REPORT_INTERVAL_MS = 100;

/** The control of one job in its runner. */
export class RunnerControl implements Control {
  readonly #jobId: string;
  readonly #report: (fraction: number, stage: string | undefined) => void;
  #stage: string | undefined;
  #fraction = 0;
  #cancelled = false;
  #yieldedAt = performance.now();
  #reportedAt = performance.now();

  constructor(jobId: string, report: (fraction: number, stage: string | undefined) => void) {
    this.#jobId = jobId;
    this.#report = report;
  }

  cancel(): void {
    this.#cancelled = true;
  }

  stage(name: string): void {
    this.#stage = name;
    this.#reportWhenDue(performance.now());
  }

  async checkpoint(fraction: number): Promise<void> {
    this.#fraction = Math.max(this.#fraction, Math.min(1, fraction));
    const now = performance.now();
    this.#reportWhenDue(now);
    if (now - this.#yieldedAt >= YIELD_INTERVAL_MS) {
      await new Promise((resolve) => setImmediate(resolve));
      this.#yieldedAt = performance.now();
    }
    if (this.#cancelled) throw new HypertangentError('job_cancelled', 'the job was cancelled', { id: this.#jobId });
  }

  #reportWhenDue(now: number): void {
    if (now - this.#reportedAt < REPORT_INTERVAL_MS) return;
    this.#reportedAt = now;
    this.#report(this.#fraction, this.#stage);
  }
}
