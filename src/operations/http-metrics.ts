import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** Why a request or a connection was not served; a closed set, so that there are as many series. */
export type RefusalReason =
  | 'rate_limited'
  | 'queue_full'
  | 'too_large'
  | 'out_of_memory'
  | 'payload_too_large'
  | 'storage_full'
  | 'shutting_down'
  | 'url_too_long'
  | 'headers_too_large'
  | 'malformed_http'
  | 'slow_request'
  | 'slow_reader'
  | 'too_many_connections';

const SECONDS = [0.001, 0.005, 0.025, 0.1, 0.5, 1, 5, 30, 120, 600];

/** What requests do, by operation of the contract; `other` is what is none. */
export class HttpMetrics {
  readonly #requests: Counter<'operation' | 'status'>;
  readonly #seconds: Histogram<'operation'>;
  readonly #bytes: Counter<'operation'>;
  readonly #refused: Counter<'reason'>;
  readonly #inFlight: Gauge;

  constructor(register: Registry) {
    const registers = [register];
    this.#requests = new Counter({
      name: 'hypertangent_http_requests_total',
      help: 'Requests that were answered, by operation of the contract and status; 499: the client went away before',
      labelNames: ['operation', 'status'],
      registers,
    });
    this.#seconds = new Histogram({
      name: 'hypertangent_http_request_duration_seconds',
      help: 'From the head of a request to the end of its answer',
      labelNames: ['operation'],
      buckets: SECONDS,
      registers,
    });
    this.#bytes = new Counter({
      name: 'hypertangent_http_response_bytes_total',
      help: 'Bytes of answers, heads included',
      labelNames: ['operation'],
      registers,
    });
    this.#refused = new Counter({
      name: 'hypertangent_refused_total',
      help: 'Requests and connections that were refused or cut, by reason',
      labelNames: ['reason'],
      registers,
    });
    this.#inFlight = new Gauge({
      name: 'hypertangent_http_requests_in_flight',
      help: 'Requests that are not answered yet',
      registers,
    });
  }

  began(): void {
    this.#inFlight.inc();
  }

  ended(operation: string, status: number, seconds: number, bytes: number): void {
    this.#inFlight.dec();
    this.#requests.inc({ operation, status });
    this.#seconds.observe({ operation }, seconds);
    this.#bytes.inc({ operation }, bytes);
  }

  refused(reason: RefusalReason): void {
    this.#refused.inc({ reason });
  }
}
