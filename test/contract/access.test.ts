import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type ContractOperation, contract, contractOperations } from '../../src/http/contract/document.ts';
import type { OperationId } from '../../src/http/contract/types.ts';
import { ContractValidator } from '../../src/http/contract/validator.ts';
import { operations } from '../support/contract.ts';
import { type TestKey, testKey } from '../support/keys.ts';
import { MLP, npy, X } from '../support/requests.ts';
import { eventually, NPY, type Reply, TestService } from '../support/service.ts';

const alice = testKey('alice', ['compute']);
const bob = testKey('bob', ['compute']);
const reader = testKey('reader', ['read'], 'alice');
const stranger = testKey('stranger', ['admin']);
const service = await TestService.start({ tensors: 'cpu', keys: [alice, bob, reader].map(({ entry }) => entry) });

interface Ids {
  array: string;
  regression: string;
  training: string;
  job: string;
}

interface Sent {
  path: string;
  json?: unknown;
  /** What the error says is not there. */
  code: 'array_not_found' | 'regression_not_found' | 'training_not_found' | 'job_not_found';
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const send = (key: TestKey, { method }: ContractOperation, { path, json }: Sent, headers: Record<string, string> = {}) =>
  service.request(method.toUpperCase(), path, {
    headers: { ...key.headers, ...headers },
    ...(json !== undefined && { json }),
  });

const fit = { architecture: MLP, train: { x: X, y: [1, 2, 3] } };
const fitted = async (key: TestKey): Promise<string> => (await service.post('/v1/regressions', fit, key.headers)).json.id;
const net = { architecture: { ...MLP, width: 4 }, train: fit.train, optimizer: { kind: 'adam' }, steps: 1 };
const trained = async (key: TestKey): Promise<string> => (await service.post('/v1/trainings', net, key.headers)).json.id;
const finishedJob = async (key: TestKey): Promise<string> => {
  const body = { architecture: MLP, points: { x: X } };
  const { id } = (await service.post('/v1/kernels', body, { prefer: 'respond-async', ...key.headers })).json;
  await eventually(async () => (await service.get(`/v1/jobs/${id}`, key.headers)).json.state === 'succeeded');
  return id;
};
await service.put('/v1/arrays/alices-array', npy(X), { 'content-type': NPY, ...alice.headers });
const alices: Ids = {
  array: 'alices-array',
  regression: await fitted(alice),
  training: await trained(alice),
  job: await finishedJob(alice),
};
const bobs: Ids = { array: '', regression: await fitted(bob), training: await trained(bob), job: '' };
const nobodys: Ids = {
  array: 'no-array',
  regression: '00000000-0000-4000-8000-000000000000',
  training: '00000000-0000-4000-8000-000000000002',
  job: '00000000-0000-4000-8000-000000000001',
};

/** How an operation can name what is another's: by its path, by its body, or not at all. */
const NAMES: Record<OperationId, 'in its path' | 'in its body' | 'in both' | 'nowhere'> = {
  getMetrics: 'nowhere',
  computeKernels: 'in its body',
  computeEmpiricalKernels: 'in its body',
  studyConvergence: 'in its body',
  verifyKernels: 'in its body',
  createRegression: 'in its body',
  listRegressions: 'nowhere',
  importRegression: 'nowhere',
  getRegression: 'in its path',
  deleteRegression: 'in its path',
  exportRegression: 'in its path',
  getDiagnostics: 'in its path',
  predict: 'in both',
  createTraining: 'in its body',
  listTrainings: 'nowhere',
  getTraining: 'in its path',
  deleteTraining: 'in its path',
  exportTraining: 'in its path',
  predictTrained: 'in both',
  search: 'in its body',
  completeImages: 'in its body',
  estimate: 'in its body',
  listArrays: 'nowhere',
  // Makes an array of the caller's own, whatever others have.
  putArray: 'nowhere',
  getArray: 'in its path',
  deleteArray: 'in its path',
  listJobs: 'nowhere',
  getJob: 'in its path',
  deleteJob: 'in its path',
  getJobResult: 'in its path',
  getJobEvents: 'in its path',
  getSystem: 'nowhere',
  getLiveness: 'nowhere',
  getReadiness: 'nowhere',
  getContract: 'nowhere',
};

const validator = new ContractValidator(contract);

/** Requests that name something of these ids and are right otherwise; what else they need is Bob's. */
function naming(operation: ContractOperation, ids: Ids): Sent[] {
  const where = NAMES[operation.id as OperationId];
  const sent: Sent[] = [];
  if (where === 'in its path' || where === 'in both') {
    const kind = /\{(\w+)_id\}/.exec(operation.path)![1] as keyof Ids;
    const [json] = bodies(operation);
    sent.push({ path: pathOf(operation, ids), ...(json !== undefined && { json }), code: `${kind}_not_found` });
  }
  if (where === 'in its body' || where === 'in both')
    for (const body of bodies(operation)) {
      const path = pathOf(operation, bobs);
      for (const json of withArray(operation, body, ids.array)) sent.push({ path, json, code: 'array_not_found' });
      for (const json of withModel(operation, body, 'regression', ids.regression))
        sent.push({ path, json, code: 'regression_not_found' });
      for (const json of withModel(operation, body, 'training', ids.training))
        sent.push({ path, json, code: 'training_not_found' });
    }
  return sent;
}

function pathOf({ path }: ContractOperation, ids: Ids): string {
  return path.replace(/\{(\w+)_id\}/, (_, kind) => ids[kind as keyof Ids]);
}

/** The examples of an operation's body, naming a regression of Bob's where they name one. */
function bodies({ path, method }: ContractOperation): Json[] {
  const media = contract.paths[path]![method]!.requestBody?.content['application/json'] as
    | { example?: Json; examples?: Record<string, { value: Json }> }
    | undefined;
  const found = media?.example === undefined ? Object.values(media?.examples ?? {}).map(({ value }) => value) : [media.example];
  return found.map((body) => ({
    ...(body as object),
    ...('regression_id' in (body as object) && { regression_id: bobs.regression }),
    ...('training_id' in (body as object) && { training_id: bobs.training }),
  }));
}

/** The body with a stored array at each place where the contract takes one. */
function withArray(operation: ContractOperation, body: Json, id: string): Json[] {
  return replacements(body, { array_id: id }).filter((changed) => isTaken(operation, changed));
}

/** The body with a model at each place where the contract takes one of its kind. */
function withModel(operation: ContractOperation, body: Json, kind: 'regression' | 'training', id: string): Json[] {
  const isOfKind = (request: object | undefined) => (kind === 'training') === (request !== undefined && 'optimizer' in request);
  const { request } = body as { request?: object };
  const named = [
    { [`${kind}_id`]: id },
    ...(isOfKind(body as object) ? [{ start_from: id }] : []),
    ...(isOfKind(request) ? [{ request: { ...request, start_from: id } }] : []),
  ];
  return named.map((names) => ({ ...(body as object), ...names }) as Json).filter((changed) => isTaken(operation, changed));
}

function isTaken(operation: ContractOperation, body: Json): boolean {
  try {
    validator.checkBody(operation, body);
    return true;
  } catch {
    return false;
  }
}

/** The tree with the value in place of each of its nodes in turn. */
function replacements(tree: Json, value: Json): Json[] {
  if (typeof tree !== 'object' || tree === null) return [value];
  const children = Object.entries(tree).flatMap(([key, child]) =>
    replacements(child, value).map((changed) =>
      Array.isArray(tree) ? tree.map((old, index) => (String(index) === key ? changed : old)) : { ...tree, [key]: changed },
    ),
  );
  return [value, ...children];
}

/** The same with Alice's models in place of Bob's. */
function asAlices(text: string): string {
  return text.replaceAll(bobs.regression, alices.regression).replaceAll(bobs.training, alices.training);
}

/** An answer without what differs between two requests for two ids. */
function withoutIds({ status, json }: Reply, ids: Ids): string {
  const text = JSON.stringify({ status, json: { ...json, request_id: '' } });
  return [ids.array, ids.regression, ids.training, ids.job].reduce((found, id) => found.replaceAll(id, 'ID'), text);
}

test('every operation has a case here', () => {
  assert.deepEqual(Object.keys(NAMES).sort(), operations.map(({ id }) => id).sort());
});

test('an operation without a scope is no contract', () => {
  const responses = { 200: {} };
  for (const security of [
    undefined,
    [{}],
    [{ ApiKey: [] }],
    [{ ApiKey: ['write'] }],
    [{ ApiKey: ['read', 'compute'] }],
    [{ Other: ['read'] }],
  ]) {
    const get = { operationId: 'new', responses, ...(security && { security }) };
    assert.throws(() => contractOperations({ paths: { '/': { get } } } as never), /new must name its scope/);
  }
});

test('what is a GET takes the scope read, all else compute, and what is open is health and the contract', () => {
  const open = operations.filter(({ scope }) => scope === 'open').map(({ id }) => id);
  assert.deepEqual(open.sort(), ['getContract', 'getLiveness', 'getReadiness']);
  for (const { id, method, scope } of operations)
    if (scope !== 'open' && scope !== 'admin') assert.equal(scope, method === 'get' ? 'read' : 'compute', id);
});

for (const operation of operations) {
  const { id, scope } = operation;
  const method = operation.method.toUpperCase();
  const path = pathOf(operation, alices);

  if (scope === 'open')
    test(`${id} asks for no key`, async () => {
      assert.ok([200, 503].includes((await service.get(path)).status));
      assert.ok([200, 503].includes((await service.get(path, stranger.headers)).status), 'nor looks at one');
    });
  else
    test(`${id} answers 401 without a key that is accepted, whatever else is wrong`, async () => {
      const refused: [headers: Record<string, string>, challenge: string][] = [
        [{}, 'Bearer realm="hypertangent"'],
        [stranger.headers, 'Bearer realm="hypertangent", error="invalid_token"'],
        [{ authorization: 'Basic YTpi' }, 'Bearer realm="hypertangent", error="invalid_token"'],
        [{ authorization: `${alice.headers.authorization}x` }, 'Bearer realm="hypertangent", error="invalid_token"'],
      ];
      for (const [headers, challenge] of refused)
        for (const body of method === 'GET' ? [undefined] : [undefined, '{', 'x'.repeat(100_000)]) {
          const options = { headers: { ...headers, ...(body && { 'content-type': 'text/plain' }) }, ...(body && { body }) };
          const reply = await service.request(method, path, options);
          assert.deepEqual([reply.status, reply.json.code], [401, 'unauthenticated']);
          assert.equal(reply.headers.get('www-authenticate'), challenge);
        }
      if (method === 'GET') assert.equal((await service.request('HEAD', path)).status, 401);
    });

  const lesser = scope === 'compute' ? reader : scope === 'admin' ? alice : undefined;
  if (lesser)
    test(`${id} answers 403 to a key with less than its scope, and names it`, async () => {
      const problem = await service.refuses(403, 'forbidden', method, path, { headers: lesser.headers });
      assert.deepEqual(problem.details, { scope });
      assert.match(problem.detail, new RegExp(`\\b${scope}\\b.*\\b${lesser.entry.scopes[0]}\\b`));
    });
}

describe('what is of another owner is not there', () => {
  for (const operation of operations) {
    const { id, method } = operation;
    if (NAMES[id as OperationId] === 'nowhere') continue;
    test(`${id} answers as if it were not`, async () => {
      const [theirs, none] = [naming(operation, alices), naming(operation, nobodys)];
      assert.ok(theirs.length > 0);
      assert.equal(theirs.length, none.length);
      for (const [index, sent] of theirs.entries()) {
        const reply = await send(bob, operation, sent);
        assert.deepEqual([reply.status, reply.json.code], [404, sent.code], JSON.stringify(sent));
        assert.deepEqual(withoutIds(reply, alices), withoutIds(await send(bob, operation, none[index]!), nobodys));
      }
    });

    if (method !== 'delete')
      test(`${id} finds what is one's own`, async () => {
        // A path that is Bob's in these requests is not Alice's.
        const own = naming(operation, alices).map(({ path, ...sent }) => ({
          ...sent,
          path: asAlices(path),
        }));
        for (const sent of own) {
          const json = JSON.parse(asAlices(JSON.stringify(sent.json ?? null)));
          const reply = await send(alice, operation, { ...sent, ...(json && { json }) }, { prefer: 'respond-async' });
          assert.notEqual(reply.status, 404, `${JSON.stringify(sent)}: ${JSON.stringify(reply.json)}`);
          if (reply.status === 202) await service.request('DELETE', reply.headers.get('location')!, { headers: alice.headers });
        }
      });
  }

  test('lists have none of it', async () => {
    for (const [path, field, expected] of [
      ['/v1/arrays', 'arrays', []],
      ['/v1/regressions', 'regressions', [bobs.regression]],
      ['/v1/trainings', 'trainings', [bobs.training]],
      ['/v1/jobs', 'jobs', []],
    ] as const) {
      const { json } = await service.get(path, bob.headers);
      assert.deepEqual(
        json[field].map((item: { id: string }) => item.id),
        expected,
      );
      const own = (await service.get(path, reader.headers)).json[field] as { id: string; owner: string }[];
      assert.ok(own.length > 0 && own.every(({ owner }) => owner === 'alice'), 'a key with the same owner sees it');
    }
  });

  test('and it is all there still', async () => {
    const paths = [`/v1/regressions/${alices.regression}`, `/v1/trainings/${alices.training}`, `/v1/jobs/${alices.job}`];
    for (const path of [`/v1/arrays/${alices.array}`, ...paths]) assert.equal((await service.get(path, alice.headers)).status, 200);
  });
});
