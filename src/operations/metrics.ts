import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { TensorStatus } from '../empirical/backends/tensor-choice.ts';
import type { QueueStatus } from '../jobs/queue.ts';
import { VERSION } from '../provenance.ts';
import type { Disk } from './disk.ts';
import { HttpMetrics } from './http-metrics.ts';
import { QueueMetrics } from './queue-metrics.ts';
import { RetentionMetrics } from './retention-metrics.ts';

/** What metrics are read from when somebody asks for them. */
export interface MetricSources {
  disk: Disk;
  /** Absent until there is a queue. */
  queue: () => QueueStatus | undefined;
  /** What is known of tensors; asking must not begin a test of them. */
  tensors: () => TensorStatus | undefined;
}

/** Everything that the service counts, in the text format of Prometheus. */
export class Metrics {
  readonly http: HttpMetrics;
  readonly queue: QueueMetrics;
  readonly retention: RetentionMetrics;
  readonly #register = new Registry();

  constructor({ disk, queue, tensors }: MetricSources) {
    const register = this.#register;
    // Memory and processor time of the server, and the delays of its event loop.
    collectDefaultMetrics({ register });
    this.http = new HttpMetrics(register);
    this.queue = new QueueMetrics(register, queue);
    this.retention = new RetentionMetrics(register);
    const registers = [register];
    new Gauge({ name: 'hypertangent_info', help: 'The version of the service', labelNames: ['version'], registers }).set(
      { version: VERSION },
      1,
    );
    new Gauge({
      name: 'hypertangent_tensors_info',
      help: 'What computes finite networks, once it is known',
      labelNames: ['backend', 'device'],
      registers,
      collect() {
        this.reset();
        const status = tensors();
        if (status && 'backend' in status) this.set({ backend: status.backend, device: status.device }, 1);
      },
    });
    new Gauge({
      name: 'hypertangent_data_free_bytes',
      help: 'Free space on the disk of the data directory',
      registers,
      async collect() {
        const { freeBytes } = await disk.state();
        if (freeBytes === undefined) this.remove();
        else this.set(freeBytes);
      },
    });
    new Gauge({
      name: 'hypertangent_data_writable',
      help: '1 where the data directory can be written to and has room, 0 where not',
      registers,
      async collect() {
        this.set((await disk.state()).problem === undefined ? 1 : 0);
      },
    });
  }

  get contentType(): string {
    return this.#register.contentType;
  }

  text(): Promise<string> {
    return this.#register.metrics();
  }
}
