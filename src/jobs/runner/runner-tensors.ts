import type { TensorSetting } from '../../empirical/backends/names.ts';
import { openTensorBackend } from '../../empirical/backends/open.ts';
import type { TensorBackend, TensorBackendName } from '../../empirical/backends/tensor-backend.ts';
import { HypertangentError, type PlainError } from '../../errors.ts';

/** Tensors of the jobs of one runner: the server says which backend, as it has tested them; this opens it. */
export class RunnerTensors {
  readonly #threads: number;
  readonly #ask: (jobId: string, asked: TensorSetting) => void;
  #waiting: ((answer: TensorBackendName | PlainError) => void) | undefined;
  #inUse = false;

  /**
   * @param threads of a library that has threads of its own
   * @param ask asks the server; what it says comes to {@link answered}
   */
  constructor(threads: number, ask: (jobId: string, asked: TensorSetting) => void) {
    this.#threads = threads;
    this.#ask = ask;
  }

  /** Whether a backend was opened in this process. */
  get inUse(): boolean {
    return this.#inUse;
  }

  /** @throws HypertangentError `backend_unavailable` */
  async open(jobId: string, asked: TensorSetting): Promise<TensorBackend> {
    const answer = await new Promise<TensorBackendName | PlainError>((resolve) => {
      this.#waiting = resolve;
      this.#ask(jobId, asked);
    });
    if (typeof answer !== 'string') throw HypertangentError.fromPlain(answer);
    this.#inUse = true;
    return openTensorBackend(answer, this.#threads);
  }

  answered(answer: TensorBackendName | PlainError): void {
    this.#waiting?.(answer);
    this.#waiting = undefined;
  }
}
