import { Counter, type Registry } from 'prom-client';
import type { SweepObserver, Swept } from '../retention/sweeper.ts';

const KINDS = ['job', 'array', 'regression', 'training'] as const;

/** What has gone by itself, by kind. */
export class RetentionMetrics implements SweepObserver {
  readonly #expired: Counter<'kind'>;
  readonly #bytes: Counter<'kind'>;
  readonly #failures: Counter;

  constructor(register: Registry) {
    const perKind = { labelNames: ['kind'] as const, registers: [register] };
    this.#expired = new Counter({
      name: 'hypertangent_expired_total',
      help: 'Jobs, arrays and models that were removed because they were old, or more than may be kept',
      ...perKind,
    });
    this.#bytes = new Counter({ name: 'hypertangent_expired_bytes_total', help: 'What they took on the disk', ...perKind });
    this.#failures = new Counter({
      name: 'hypertangent_sweep_failures_total',
      help: 'Times that something could not be looked at or removed',
      registers: [register],
    });
    for (const kind of KINDS) this.#count(kind, 0, 0);
  }

  swept(swept: Swept): void {
    for (const kind of KINDS) this.#count(kind, swept[kind]?.count ?? 0, swept[kind]?.bytes ?? 0);
  }

  sweepFailed(): void {
    this.#failures.inc();
  }

  #count(kind: (typeof KINDS)[number], count: number, bytes: number): void {
    this.#expired.inc({ kind }, count);
    this.#bytes.inc({ kind }, bytes);
  }
}
