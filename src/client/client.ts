import { unzipSync } from 'fflate';
import { type AnswerOf, type Api, type BodyOf, type ComputingPath, createApi, type Schema } from './api.ts';
import { deleteJob, type FollowOptions, followJob, type Job } from './jobs.ts';
import type { NdArray } from './nd-array.ts';
import { decodeNpy, encodeNpy } from './npy.ts';
import { type Transport, type TransportOptions, transport } from './transport.ts';

export interface ClientOptions extends TransportOptions {
  /** Of the service (default HYPERTANGENT_URL, in a page the page's own, else http://127.0.0.1:8080). */
  url?: string | undefined;
  /** Aborts all that the client does. */
  signal?: AbortSignal | undefined;
}

/** How a computation is asked for. Aborting `signal` cancels it. */
export interface ComputeOptions extends FollowOptions {
  /** A text of your own: with it the computation runs once, however often it is asked for, and its job is kept. */
  idempotencyKey?: string | undefined;
}

/** Arrays by name. */
export type Arrays<Name extends string = string> = Record<Name, NdArray>;

const [JSON_TYPE, NPY, NPZ] = ['application/json', 'application/x-npy', 'application/x-npz'] as const;

/**
 * The service, from Node or a browser.
 *
 * Every method throws ProblemError with what the service says is wrong, ConnectionError, or what a signal was aborted with.
 */
export class Client {
  /** Every operation of the contract, with the client's key, retries and exceptions. */
  readonly api: Api;
  readonly #send: Transport;
  readonly #signal: AbortSignal | undefined;

  constructor({ url, apiKey, signal, ...options }: ClientOptions = {}) {
    const address = url ?? environment('HYPERTANGENT_URL') ?? pageOrigin() ?? 'http://127.0.0.1:8080';
    this.#send = transport({ ...options, apiKey: apiKey ?? environment('HYPERTANGENT_API_KEY') });
    this.api = createApi(address, (request) => this.#send(request));
    this.#signal = signal;
  }

  /** PUT /v1/arrays/{array_id}: an array, or the bytes of an .npy file, under an id that requests can name. */
  async putArray(id: string, array: NdArray | Uint8Array): Promise<Schema<'ArrayInfo'>> {
    const body = array instanceof Uint8Array ? array : encodeNpy(array);
    const { data } = await this.api.PUT('/v1/arrays/{array_id}', {
      params: { path: { array_id: id } },
      headers: { 'content-type': NPY },
      body: body as never,
      ...this.#abortable(),
    });
    return data!;
  }

  /** GET /v1/arrays/{array_id} */
  async getArray(id: string): Promise<NdArray> {
    const { data } = await this.api.GET('/v1/arrays/{array_id}', {
      params: { path: { array_id: id } },
      headers: { accept: NPY },
      parseAs: 'arrayBuffer',
      ...this.#abortable(),
    });
    return decodeNpy(new Uint8Array(data!));
  }

  /** POST /v1/kernels: the matrices by output, `nngp` and `ntk` unless others are asked for. */
  kernels(body: BodyOf<'/v1/kernels'>, options?: ComputeOptions): Promise<Arrays> {
    return this.computeArrays('/v1/kernels', body, options);
  }

  /** POST /v1/regressions */
  fit(body: BodyOf<'/v1/regressions'>, options?: ComputeOptions): Promise<Schema<'Regression'>> {
    return this.compute('/v1/regressions', body, options);
  }

  /** POST /v1/regressions/{regression_id}/predictions: `mean`, and `variance`, `covariance`, … where they are asked for. */
  async predict(id: string, body: Schema<'PredictionRequest'>, options?: ComputeOptions): Promise<Arrays & { mean: NdArray }> {
    const path = `/v1/regressions/${encodeURIComponent(id)}/predictions`;
    return (await arraysOf(await this.#answer(path, body, NPZ, options))) as Arrays & { mean: NdArray };
  }

  /** POST /v1/trainings; `onProgress` is told the learning curve, too. */
  train(body: BodyOf<'/v1/trainings'>, options?: ComputeOptions): Promise<Schema<'Training'>> {
    return this.compute('/v1/trainings', body, options);
  }

  /** POST /v1/trainings/{training_id}/predictions: `mean`, and `probabilities` of classes. */
  async predictTrained(
    id: string,
    body: Schema<'TrainingPredictionRequest'>,
    options?: ComputeOptions,
  ): Promise<Arrays & { mean: NdArray }> {
    const path = `/v1/trainings/${encodeURIComponent(id)}/predictions`;
    return (await arraysOf(await this.#answer(path, body, NPZ, options))) as Arrays & { mean: NdArray };
  }

  /** POST /v1/image-completions: `completed`, `seen` and the like; `compute` gives their errors. */
  completeImages(body: BodyOf<'/v1/image-completions'>, options?: ComputeOptions): Promise<Arrays> {
    return this.computeArrays('/v1/image-completions', body, options);
  }

  /** POST /v1/searches */
  search(body: BodyOf<'/v1/searches'>, options?: ComputeOptions): Promise<Schema<'Search'>> {
    return this.compute('/v1/searches', body, options);
  }

  /** POST /v1/estimates */
  async estimate(body: Schema<'EstimateRequest'>): Promise<Schema<'Estimate'>> {
    const { data } = await this.api.POST('/v1/estimates', { body, ...this.#abortable() });
    return data!;
  }

  /** The answer of any operation that computes, as JSON. */
  async compute<Path extends ComputingPath>(path: Path, body: BodyOf<Path>, options?: ComputeOptions): Promise<AnswerOf<Path>> {
    return (await this.#answer(path, body, JSON_TYPE, options)).json() as Promise<AnswerOf<Path>>;
  }

  /** The arrays alone of an operation that answers with arrays, without the detour through JSON. */
  async computeArrays<Path extends ComputingPath>(path: Path, body: BodyOf<Path>, options?: ComputeOptions): Promise<Arrays> {
    return arraysOf(await this.#answer(path, body, NPZ, options));
  }

  /** Waits until a job has ended, well or not. */
  followJob(id: string, options: FollowOptions = {}): Promise<Job> {
    return followJob(this.api, id, { ...options, signal: this.#both(options.signal) });
  }

  /**
   * What an operation answers, waited for as a job if need be.
   *
   * A job without a key of its own is deleted afterwards.
   */
  async #answer(path: string, body: unknown, accept: string, options: ComputeOptions = {}): Promise<Response> {
    const { onProgress, idempotencyKey } = options;
    const signal = this.#both(options.signal);
    // Whose progress is asked for, or whose connection does not end it, has to be known by its id.
    const asJob = onProgress !== undefined || idempotencyKey !== undefined;
    const headers = {
      accept,
      ...(asJob && { prefer: 'respond-async' }),
      ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
    };
    const post = this.api.POST as (path: string, init: object) => Promise<{ response: Response }>;
    // The answer that it is a job comes at once, and is waited for even so: it has the id to cancel it by.
    const ending = asJob ? { fetch: (request: Request) => this.#send(request, signal) } : signal && { signal };
    const { response } = await post(path, { body, headers, parseAs: 'stream', ...ending });
    if (response.status !== 202) return response;
    const { id } = (await response.json()) as Job;
    try {
      await followJob(this.api, id, { onProgress, signal });
      const result = await this.#result(id, accept, signal);
      if (idempotencyKey === undefined) await deleteJob(this.api, id);
      return result;
    } catch (error) {
      if (idempotencyKey === undefined || signal?.aborted) await deleteJob(this.api, id);
      throw error;
    }
  }

  /** Read whole, since its job may go. */
  async #result(id: string, accept: string, signal: AbortSignal | undefined): Promise<Response> {
    const { data, response } = await this.api.GET('/v1/jobs/{job_id}/result', {
      params: { path: { job_id: id } },
      headers: { accept },
      parseAs: 'arrayBuffer',
      ...(signal && { signal }),
    });
    return new Response(data as ArrayBuffer, { headers: response.headers });
  }

  #abortable(): { signal?: AbortSignal } {
    return this.#signal ? { signal: this.#signal } : {};
  }

  #both(signal: AbortSignal | undefined): AbortSignal | undefined {
    return signal && this.#signal ? AbortSignal.any([signal, this.#signal]) : (signal ?? this.#signal);
  }
}

async function arraysOf(npz: Response): Promise<Arrays> {
  const members = unzipSync(new Uint8Array(await npz.arrayBuffer()), { filter: ({ name }) => name.endsWith('.npy') });
  return Object.fromEntries(Object.entries(members).map(([name, bytes]) => [name.slice(0, -'.npy'.length), decodeNpy(bytes)]));
}

/** Where there is one, as in Node; empty is as if it were not set. */
function environment(name: string): string | undefined {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  return process?.env?.[name] || undefined;
}

function pageOrigin(): string | undefined {
  return (globalThis as { location?: { origin: string } }).location?.origin;
}
