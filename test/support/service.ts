import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { pino } from 'pino';
import { type Config, parseConfig } from '../../src/config.ts';
import { type RunningService, startService } from '../../src/service.ts';
import { assertContract, assertProblem, operationOf, type Problem } from './contract.ts';

export interface RequestOptions {
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is, with the Content-Type in `headers`. */
  body?: Uint8Array | string;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export interface Reply {
  status: number;
  headers: Headers;
  bytes: Uint8Array;
  /** Parsed, where the body is JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: its shape is what is tested
  json: any;
}

export const NPY = 'application/x-npy';
export const NPZ = 'application/x-npz';

/** On a busy machine a request that is waited for may take long. */
const PATIENCE_MS = 600_000;

/** The real service on a free port, with a data directory of its own that goes when the test file ends, unless one is given. */
export class TestService {
  readonly dataDir: string;
  readonly config: Readonly<Config>;
  #service: RunningService;

  private constructor(dataDir: string, config: Readonly<Config>, service: RunningService) {
    this.dataDir = dataDir;
    this.config = config;
    this.#service = service;
  }

  static async start(overrides: Partial<Config> = {}): Promise<TestService> {
    const dataDir = overrides.dataDir ?? (await mkdtemp(join(tmpdir(), 'hypertangent-')));
    const config = Object.freeze({ ...parseConfig({}), port: 0, drainMs: 0, waitLimitMs: PATIENCE_MS, dataDir, ...overrides });
    const service = new TestService(dataDir, config, await startService(config, pino({ level: 'silent' })));
    after(async () => {
      await service.stop();
      if (overrides.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    });
    return service;
  }

  get url(): string {
    return this.#service.address;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** Open connections. */
  connections(then: (count: number) => void): void {
    this.#service.app.server.getConnections((_error, count) => then(count));
  }

  stop(): Promise<void> {
    return this.#service.stop();
  }

  /** Ends the service and starts another over the same data directory, on another port. */
  async restart(): Promise<void> {
    await this.stop();
    this.#service = await startService(this.config, pino({ level: 'silent' }));
  }

  /**
   * One request, its answer read whole. Every answer is checked: a success against the contract, an
   * error to be a problem of it.
   */
  async request(method: string, path: string, { json, body, headers, signal }: RequestOptions = {}): Promise<Reply> {
    const response = await fetch(this.url + path, {
      method,
      redirect: 'manual',
      headers: { ...(json !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(json !== undefined ? { body: JSON.stringify(json) } : body !== undefined && { body: body as never }),
      ...(signal && { signal }),
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    const reply = { status: response.status, headers: response.headers, bytes, json: undefined as unknown };
    if (/^application\/(problem\+)?json\b/.test(response.headers.get('content-type') ?? '') && method !== 'HEAD')
      reply.json = JSON.parse(new TextDecoder().decode(bytes));
    check(method, path, reply);
    return reply;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Reply> {
    return this.request('GET', path, { headers });
  }

  post(path: string, json: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    return this.request('POST', path, { json, headers });
  }

  put(path: string, body: Uint8Array, headers: Record<string, string> = { 'content-type': NPY }): Promise<Reply> {
    return this.request('PUT', path, { body, headers });
  }

  delete(path: string): Promise<Reply> {
    return this.request('DELETE', path);
  }

  /** Asserts that a request is refused in this way; its problem. */
  async refuses(status: number, code: string, method: string, path: string, options: RequestOptions = {}): Promise<Problem> {
    const reply = await this.request(method, path, options);
    const what = `${method} ${path}: ${new TextDecoder().decode(reply.bytes).slice(0, 400)}`;
    assert.deepEqual([reply.status, reply.json?.code], [status, code], what);
    return reply.json;
  }

  /** Names in data/jobs: folders of jobs that are kept, or of large results that are not yet released. */
  async jobFolders(): Promise<string[]> {
    return readdir(join(this.dataDir, 'jobs')).catch(() => []);
  }
}

function check(method: string, path: string, { status, headers, json }: Reply): void {
  const type = headers.get('content-type') ?? '';
  assert.ok(headers.get('x-request-id'), 'every answer has a request id');
  assert.equal(headers.get('x-content-type-options'), 'nosniff');
  if (method === 'HEAD') return;
  const operation = operationOf(method, path);
  if (status >= 400 && !(operation?.id === 'getReadiness' && type.startsWith('application/json'))) {
    assert.match(type, /^application\/problem\+json/);
    assertProblem(status, json);
  } else if (operation && json !== undefined) assertContract(operation, status, json);
}

/** Asks until `probe` answers with something, for at most so many seconds. */
export async function eventually<Result>(probe: () => Promise<Result | undefined | false>, seconds = 180): Promise<Result> {
  for (const deadline = performance.now() + 1000 * seconds; performance.now() < deadline; ) {
    const result = await probe();
    if (result !== undefined && result !== false) return result;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`this did not happen within ${seconds} seconds`);
}

/** Waits until a service is ready: it hears of workers and of Redis once a second. */
export async function becomesReady(service: TestService): Promise<void> {
  await eventually(async () => (await service.get('/health/ready')).status === 200);
}
