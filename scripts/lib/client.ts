import type { Schema } from '../../src/http/contract/types.ts';
import type { ArrayValue } from '../../src/store/array-value.ts';

type Job = Schema<'Job'>;
type Progress = Job['progress'];

/** An answer as JSON has it, its matrices lists of rows. */
export type Answered<Body> = Body extends ArrayValue ? number[][] : { [Name in keyof Body]: Answered<Body[Name]> };

/** What is read of an answer to POST /v1/image-completions. */
export interface ImageCompletion {
  completed: number[][];
  mse: ImageErrors;
  mean_image_mse: ImageErrors;
}

export interface ImageErrors {
  all_pixels: number;
  unseen_pixels?: number;
}

/** The service, by HTTP. Every method throws when `signal` is aborted, or with what the service says is wrong. */
export class Client {
  readonly #address: string;
  readonly #signal: AbortSignal;

  constructor(address: string, signal: AbortSignal) {
    this.#address = address;
    this.#signal = signal;
  }

  /** PUT /v1/arrays/{id} */
  async putArray(id: string, npy: Uint8Array): Promise<Schema<'ArrayInfo'>> {
    const response = await this.#request(`/v1/arrays/${id}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/x-npy' },
      body: npy as Uint8Array<ArrayBuffer>,
    });
    return (await response.json()) as Schema<'ArrayInfo'>;
  }

  /** POST /v1/image-completions */
  completeImages(request: Schema<'ImageCompletionRequest'>, onProgress: (progress: Progress) => void): Promise<ImageCompletion> {
    return this.#job('/v1/image-completions', request, onProgress);
  }

  /** POST /v1/convergence-studies */
  studyConvergence(
    request: Schema<'ConvergenceStudyRequest'>,
    onProgress: (progress: Progress) => void,
  ): Promise<Answered<Schema<'ConvergenceStudy'>>> {
    return this.#job('/v1/convergence-studies', request, onProgress);
  }

  /** POST /v1/searches */
  search(request: Schema<'SearchRequest'>, onProgress: (progress: Progress) => void): Promise<Schema<'Search'>> {
    return this.#job('/v1/searches', request, onProgress);
  }

  /**
   * A request as a job that is followed to its end.
   *
   * It is deleted afterwards, also when `signal` is aborted, which cancels it.
   */
  async #job<Result>(path: string, request: object, onProgress: (progress: Progress) => void): Promise<Result> {
    const accepted = await this.#request(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', prefer: 'respond-async' },
      body: JSON.stringify(request),
    });
    const { id } = (await accepted.json()) as Job;
    try {
      await this.#follow(id, onProgress);
      const result = await this.#request(`/v1/jobs/${id}/result`, { headers: { accept: 'application/json' } });
      return (await result.json()) as Result;
    } finally {
      // Not by #request, which does nothing once `signal` is aborted.
      await fetch(`${this.#address}/v1/jobs/${id}`, { method: 'DELETE' })
        .then(drain)
        .catch(() => {});
    }
  }

  /** Listens to a job's events until it has succeeded. */
  async #follow(id: string, onProgress: (progress: Progress) => void): Promise<void> {
    const events = await this.#request(`/v1/jobs/${id}/events`, { headers: { accept: 'text/event-stream' } });
    for await (const data of serverSentEvents(events)) {
      const { state, progress, error } = JSON.parse(data) as Job;
      onProgress(progress);
      if (state === 'succeeded') return;
      if (state === 'failed' || state === 'cancelled') throw new Error(error?.detail ?? `the job was ${state}`);
    }
    throw new Error('the service stopped telling how the job goes on');
  }

  async #request(path: string, init: RequestInit): Promise<Response> {
    const response = await fetch(this.#address + path, { ...init, signal: this.#signal }).catch(connectionLost);
    if (response.ok) return response;
    const problem = (await response.json().catch(() => undefined)) as Schema<'Problem'> | undefined;
    throw new Error(`${init.method ?? 'GET'} ${path} was answered ${response.status}: ${problem?.detail ?? response.statusText}`);
  }
}

/** An unread answer would hold its connection. */
async function drain(response: Response): Promise<void> {
  await response.arrayBuffer();
}

function connectionLost(error: Error): never {
  throw new Error(`the connection to the service is lost: ${(error.cause as Error | undefined)?.message ?? error.message}`);
}

/** The data of each event; comments and names of events are skipped. */
async function* serverSentEvents(response: Response): AsyncGenerator<string> {
  let text = '';
  try {
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const events = text.split('\n\n');
      text = events.pop()!;
      for (const event of events) {
        const data = event.split('\n').filter((line) => line.startsWith('data: '));
        if (data.length > 0) yield data.map((line) => line.slice('data: '.length)).join('\n');
      }
    }
  } catch (error) {
    connectionLost(error as Error);
  }
}
