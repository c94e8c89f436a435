import type { Control } from '../../control.ts';
import { HypertangentError } from '../../errors.ts';
import { type CurvePoint, thinned } from '../../training/curve.ts';
import type { Progress } from '../job.ts';

/** How often a running job lets messages in, and reports its progress; one that is shorter reports nothing. */
const YIELD_INTERVAL_MS = 20;
const REPORT_INTERVAL_MS = 100;
/** Of a learning curve: every report has them all. */
const SHOWN_POINTS = 100;

/** The control of one job in its runner. */
export class RunnerControl implements Control {
  readonly #jobId: string;
  readonly #report: (progress: Progress) => void;
  #progress: Progress = { fraction: 0 };
  #cancelled = false;
  #yieldedAt = performance.now();
  #reportedAt = performance.now();

  constructor(jobId: string, report: (progress: Progress) => void) {
    this.#jobId = jobId;
    this.#report = report;
  }

  cancel(): void {
    this.#cancelled = true;
  }

  stage(name: string): void {
    this.#progress = { ...this.#progress, stage: name };
    this.#reportWhenDue(performance.now());
  }

  /** Shows the learning curve so far. */
  curve(points: readonly CurvePoint[]): void {
    this.#progress = { ...this.#progress, curve: thinned(points, SHOWN_POINTS) };
    this.#reportWhenDue(performance.now());
  }

  async checkpoint(fraction: number): Promise<void> {
    this.#progress = { ...this.#progress, fraction: Math.max(this.#progress.fraction, Math.min(1, fraction)) };
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
    this.#report(this.#progress);
  }
}
