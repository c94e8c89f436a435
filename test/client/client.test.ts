import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, describe, test } from 'node:test';
import { Client, ConnectionError, fromRows, isProblemError, type NdArray, ProblemError, toRows } from '../../src/client/index.ts';
import { testKey } from '../support/keys.ts';
import { STEADY, UNLIMITED, uploadPoints } from '../support/long-jobs.ts';
import { numbers } from '../support/requests.ts';
import { eventually, TestService } from '../support/service.ts';

const service = await TestService.start({ ...UNLIMITED, tensors: 'cpu' });
await uploadPoints(service);
const client = new Client({ url: service.url });

const MLP = { type: 'mlp', depth: 3, activation: { name: 'relu' } } as const;
const long = () => structuredClone(STEADY) as never;

const jobs = async () => (await client.api.GET('/v1/jobs')).data!.jobs;

describe('arrays', () => {
  test('go up and come back, of any type', async () => {
    const array = { shape: [2, 2], data: Float32Array.of(1, 2.5, -3, 4) };
    const { shape, dtype } = await client.putArray('floats', array);
    assert.deepEqual([shape, dtype], [[2, 2], '<f4']);
    assert.deepEqual(await client.getArray('floats'), array);
  });

  test('stand in requests as lists, typed arrays and names, with the same bits', async () => {
    const x = numbers(7, 3);
    await client.putArray('x', fromRows(x));
    const answers: NdArray[] = [];
    for (const source of [x, fromRows(x), { array_id: 'x' }])
      answers.push((await client.kernels({ architecture: MLP, points: { x: source } })).ntk!);
    assert.deepEqual(answers[0]!.shape, [7, 7]);
    for (const other of answers) assert.deepEqual(other, answers[0]);
    const { kernels } = await client.compute('/v1/kernels', { architecture: MLP, points: { x } });
    assert.deepEqual(kernels.ntk, toRows(answers[0]!));
  });
});

describe('computations', () => {
  const x = numbers(20, 2);
  const train = { x, y: x.map(([a, b]) => [a! * b!]) };

  test('a fit is a job with progress, of which only the model is kept', async () => {
    const seen: number[] = [];
    const fit = await client.fit(
      { architecture: MLP, train, ridge: { value: 1e-3 } },
      { onProgress: ({ fraction }, { state }) => seen.push(state === 'succeeded' ? 1 : fraction) },
    );
    assert.equal(seen.at(-1), 1);
    assert.deepEqual(
      seen,
      seen.toSorted((a, b) => a - b),
    );
    assert.ok((await jobs()).every(({ id }) => id !== fit.id));
    const { mean, variance } = await client.predict(fit.id, { test: { x: fromRows(numbers(4, 2, 1)) }, variance: true });
    assert.deepEqual([mean.shape, variance!.shape], [[4, 1], [4]]);
    const { api } = client;
    const { data } = await api.POST('/v1/regressions/{regression_id}/predictions', {
      params: { path: { regression_id: fit.id } },
      body: { test: { x: numbers(4, 2, 1) } },
    });
    assert.deepEqual((data as { mean: number[][] }).mean, toRows(mean));
  });

  test('a training tells its curve as it goes, and predicts', async () => {
    const architecture = { ...MLP, width: 8 };
    const seen: number[] = [];
    const training = await client.train(
      { architecture, train, optimizer: { kind: 'sgd', learning_rate: 0.1 }, steps: 20, record_every: 5 },
      { onProgress: ({ curve }) => seen.push(curve?.length ?? 0) },
    );
    assert.ok(seen.at(-1)! <= 5);
    assert.deepEqual(
      training.curve.map(({ step }) => step),
      [0, 5, 10, 15, 20],
    );
    const { mean } = await client.predictTrained(training.id, { test: { x: train.x } });
    const loss = [...mean.data].reduce((sum, value, k) => sum + (value - train.y[k]![0]!) ** 2 / 2 / train.x.length, 0);
    assert.ok(Math.abs(loss - training.final.train_loss) < 1e-5, `${loss} ${training.final.train_loss}`);
  });

  test('a search, an estimate and images', async () => {
    const search = await client.search({ architecture: MLP, train, space: { depth: [2, 3] }, criterion: { kind: 'evidence' } });
    assert.equal(search.trials.length, 2);
    const estimate = await client.estimate({ operation: 'kernels', request: { architecture: MLP, points: { x } } });
    assert.ok(estimate.fits);
    const { completed } = await client.completeImages({
      architecture: { type: 'hypernetwork', hyper: MLP, primary: MLP },
      image_shape: [2, 2],
      train: { images: numbers(5, 4) },
      test: { images: numbers(2, 4, 1) },
      ridge: { value: 1e-3 },
    });
    assert.deepEqual(completed!.shape, [2, 4]);
  });

  test('with a key of one’s own one runs once', async () => {
    const body = { architecture: MLP, points: { x } };
    const options = { idempotencyKey: 'once-only' };
    const [first, second] = [await client.kernels(body, options), await client.kernels(body, options)];
    assert.deepEqual(first, second);
    assert.equal((await jobs()).filter(({ kind }) => kind === 'kernels').length, 1);
    await assert.rejects(client.kernels({ ...body, outputs: ['nngp'] }, options), hasCode('idempotency_mismatch'));
  });
});

describe('aborting', () => {
  for (const [name, options] of [
    ['one whose answer is awaited', {}],
    ['one whose progress is seen', { onProgress: () => {} }],
    ['one with a key', { idempotencyKey: 'to-be-aborted' }],
  ] as const)
    test(`cancels ${name}`, async () => {
      const abort = new AbortController();
      const reason = new Error('enough');
      const answer = client.kernels(long(), { ...options, signal: abort.signal });
      const settled = assert.rejects(answer, (error) => error === reason);
      await eventually(async () => (await runners()).includes('busy'));
      abort.abort(reason);
      await settled;
      await eventually(async () => !(await runners()).includes('busy'));
      await eventually(async () => (await jobs()).every(({ state }) => state !== 'running' && state !== 'queued'));
    });

  test('also by the signal of the client', async () => {
    const abort = new AbortController();
    const answer = new Client({ url: service.url, signal: abort.signal }).kernels(long(), { onProgress: () => abort.abort() });
    await assert.rejects(answer, { name: 'AbortError' });
    await eventually(async () => !(await runners()).includes('busy'));
  });

  const runners = async () => (await client.api.GET('/v1/system')).data!.runners!.map(({ state }) => state as string);
});

describe('what is wrong is an exception', () => {
  test('with code, status, detail and facts of the problem', async () => {
    const error = await failure(client.kernels({ architecture: { ...MLP, depth: 0 }, points: { x: [[1]] } }));
    assert.ok(isProblemError(error, 'contract_violation') || isProblemError(error, 'invalid_value'));
    assert.ok([400, 422].includes(error.status));
    assert.match(error.message, /depth/);
    assert.equal(error.detail, error.message);
    assert.ok(error.requestId);
  });

  test('also of a job that fails, and of what is not there', async () => {
    const twice = { x: [[1], [1]], y: [0, 1] };
    const failing = client.fit({ architecture: MLP, train: twice, ridge: { value: 0 }, jitter: [] }, { onProgress: () => {} });
    await assert.rejects(failing, hasCode('not_positive_definite'));
    await assert.rejects(client.getArray('none'), hasCode('array_not_found'));
    await assert.rejects(client.predict('none', { test: { x: [[1]] } }), hasCode('regression_not_found'));
  });

  test('an answer of something else, and none', async () => {
    const other = createServer((_, response) => response.writeHead(502).end('<h1>Bad gateway</h1>')).listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    await assert.rejects(new Client({ url }).getArray('x'), hasCode('unexpected_answer'));
    await new Promise((resolve) => other.close(resolve));
    const error = await failure(new Client({ url, retries: 1 }).getArray('x'));
    assert.ok(error instanceof ConnectionError);
    assert.match(error.message, /no connection to .*ECONNREFUSED/);
  });
});

describe('patience', () => {
  test('what is answered 503 or 429 is sent again after its Retry-After', async () => {
    for (const status of [503, 429]) {
      const { fetch, sent } = failing(2, () => later(status, '0.1'));
      const patient = new Client({ url: service.url, fetch });
      const startedAt = performance.now();
      const { ntk } = await patient.kernels({ architecture: MLP, points: { x: fromRows([[1, 2]]) } });
      assert.deepEqual(ntk!.shape, [1, 1]);
      assert.ok(performance.now() - startedAt >= 190, 'it waits');
      assert.equal(sent.length, 3);
      assert.equal(new Set(await Promise.all(sent.map((request) => request.text()))).size, 1, 'the same body each time');
    }
  });

  test('not for ever, not for long, and not after an abort', async () => {
    const first = failing(9, () => later(503, '0'));
    await assert.rejects(new Client({ url: service.url, fetch: first.fetch, retries: 2 }).getArray('x'), hasCode('queue_full'));
    assert.equal(first.sent.length, 3);
    const second = failing(9, () => later(503, '3600'));
    await assert.rejects(new Client({ url: service.url, fetch: second.fetch }).getArray('x'), hasCode('queue_full'));
    assert.equal(second.sent.length, 1);
    const { fetch } = failing(9, () => later(503, '30'));
    const signal = AbortSignal.timeout(100);
    await assert.rejects(new Client({ url: service.url, fetch, signal }).getArray('x'), { name: 'TimeoutError' });
  });

  test('a lost connection is no matter where nothing can happen twice', async () => {
    const lost = () => {
      throw new TypeError('fetch failed');
    };
    const get = failing(1, lost);
    assert.equal((await new Client({ url: service.url, fetch: get.fetch }).getArray('points')).shape[1], 1);
    const body = { architecture: MLP, points: { x: [[1]] } };
    const post = failing(1, lost);
    await assert.rejects(new Client({ url: service.url, fetch: post.fetch }).kernels(body), ConnectionError);
    assert.equal(post.sent.length, 1);
    const keyed = failing(1, lost);
    await new Client({ url: service.url, fetch: keyed.fetch }).kernels(body, { idempotencyKey: 'lost-once' });
    assert.ok(keyed.sent.length > 2);
  });

  test('a stream of events that breaks off is begun anew', async () => {
    let broken = 0;
    const fetch = async (request: Request) => {
      const response = await globalThis.fetch(request);
      if (!request.url.endsWith('/events') || broken === 2) return response;
      broken++;
      await response.body!.cancel();
      return new Response(': still here\n\nevent: jo');
    };
    const { ntk } = await new Client({ url: service.url, fetch }).kernels(
      { architecture: MLP, points: { x: [[1, 2]] } },
      { onProgress: () => {} },
    );
    assert.deepEqual([ntk!.shape, broken], [[1, 1], 2]);
  });
});

describe('keys', async () => {
  const alice = testKey('alice', ['compute']);
  const guarded = await TestService.start({ keys: [alice.entry] });
  const apiKey = alice.headers.authorization.slice('Bearer '.length);
  const saved = process.env.HYPERTANGENT_API_KEY;
  after(() => {
    if (saved === undefined) delete process.env.HYPERTANGENT_API_KEY;
    else process.env.HYPERTANGENT_API_KEY = saved;
  });

  test('are sent when they are given, or stand in the environment', async () => {
    delete process.env.HYPERTANGENT_API_KEY;
    await assert.rejects(new Client({ url: guarded.url }).putArray('mine', fromRows([[1]])), hasCode('unauthenticated'));
    assert.equal((await new Client({ url: guarded.url, apiKey }).putArray('mine', fromRows([[1]]))).owner, 'alice');
    process.env.HYPERTANGENT_API_KEY = apiKey;
    assert.deepEqual((await new Client({ url: guarded.url }).getArray('mine')).shape, [1, 1]);
  });
});

/** A fetch that fails so many times and then reaches the service; copies of what it was to send. */
function failing(times: number, fail: () => Response): { fetch: (request: Request) => Promise<Response>; sent: Request[] } {
  const sent: Request[] = [];
  const fetch = async (request: Request) => {
    sent.push(request.clone());
    return sent.length <= times ? fail() : globalThis.fetch(request);
  };
  return { fetch, sent };
}

function later(status: number, retryAfter: string): Response {
  const problem = { type: 'urn:hypertangent:problem:queue_full', title: 'Later', status, detail: 'later', code: 'queue_full' };
  return new Response(JSON.stringify(problem), {
    status,
    headers: { 'content-type': 'application/problem+json', 'retry-after': retryAfter },
  });
}

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => assert.fail('it should fail'),
    (error: unknown) => error,
  );
}

function hasCode(code: string): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof ProblemError, String(error));
    assert.equal(error.code, code);
    return true;
  };
}
