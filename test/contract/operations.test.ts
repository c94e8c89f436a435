import assert from 'node:assert/strict';
import { METHODS } from 'node:http';
import { test } from 'node:test';
import { type ContractOperation, contract, contractText } from '../../src/http/contract/document.ts';
import { handlers } from '../../src/http/handlers/index.ts';
import { operations } from '../support/contract.ts';
import { npy, X } from '../support/requests.ts';
import { NPY, NPZ, TestService } from '../support/service.ts';

const service = await TestService.start({ tensors: 'cpu' });

/** A path with examples for its parameters that exist, made anew for each call. */
async function existing({ path }: ContractOperation): Promise<string> {
  const ids: Record<string, () => Promise<string>> = {
    array_id: async () => (await service.put('/v1/arrays/a', npy(X))).json.id,
    regression_id: async () => (await service.post('/v1/regressions', examples('createRegression')[0])).json.id,
    training_id: async () => (await service.post('/v1/trainings', examples('createTraining')[0])).json.id,
    job_id: async () => {
      const { json } = await service.post('/v1/kernels', examples('computeKernels')[0], { prefer: 'respond-async' });
      while ((await service.get(`/v1/jobs/${json.id}`)).json.finished_at === undefined);
      return json.id;
    },
  };
  const name = /\{(\w+)\}/.exec(path)?.[1];
  return name === undefined ? path : path.replace(`{${name}}`, await ids[name]!());
}

/** The examples of an operation's JSON request body. */
function examples(id: string): unknown[] {
  const { path, method } = operations.find((operation) => operation.id === id)!;
  const media = contract.paths[path]![method]!.requestBody?.content['application/json'] as
    | { example?: unknown; examples?: Record<string, { value: unknown }> }
    | undefined;
  if (media === undefined) return [];
  return [
    ...(media.example === undefined ? [] : [media.example]),
    ...Object.values(media.examples ?? {}).map(({ value }) => value),
  ];
}

/** A body that is no JSON, for an operation that takes one. */
async function upload({ requestMedia }: ContractOperation): Promise<{ body?: Uint8Array; headers?: Record<string, string> }> {
  if (requestMedia.includes(NPY)) return { body: npy(X), headers: { 'content-type': NPY } };
  if (!requestMedia.includes(NPZ)) return {};
  const { id } = (await service.post('/v1/regressions', examples('createRegression')[0])).json;
  return { body: (await service.get(`/v1/regressions/${id}/export`)).bytes, headers: { 'content-type': NPZ } };
}

/** A body in which a model that is named exists. */
async function withModel(body: unknown): Promise<unknown> {
  const made = async (path: string, id: string) => (await service.post(path, examples(id)[0])).json.id;
  return {
    ...(body as object),
    ...('regression_id' in (body as object) && { regression_id: await made('/v1/regressions', 'createRegression') }),
    ...('training_id' in (body as object) && { training_id: await made('/v1/trainings', 'createTraining') }),
  };
}

test('every operation has a handler, and there is no other', () => {
  assert.deepEqual(Object.keys(handlers({} as never)).sort(), operations.map(({ id }) => id).sort());
});

for (const operation of operations) {
  const { id, method, path } = operation;
  if (operation.requestMedia.includes('application/json'))
    test(`the examples of ${id} are answered with success, and the answer fits the contract`, async () => {
      assert.ok(examples(id).length > 0, 'there is an example');
      for (const example of await Promise.all(examples(id).map(withModel))) {
        const reply = await service.post(await existing(operation), example);
        assert.ok([200, 201].includes(reply.status), JSON.stringify(reply.json));
        if (contract.paths[path]![method]!.responses[202] === undefined) continue;
        const later = await service.post(await existing(operation), example, { prefer: 'respond-async' });
        assert.equal(later.status, 202);
      }
    });
  else
    for (const accept of operation.responseMedia.length === 0 ? ['*/*'] : operation.responseMedia)
      test(`${id} answers with success to Accept: ${accept}, and the answer fits the contract`, async () => {
        const address = await existing(operation);
        // The job of the example has two matrices, and no picture.
        if (id === 'getJobResult' && [NPY, 'image/png'].includes(accept))
          return void (await service.refuses(406, 'not_acceptable', 'GET', address, { headers: { accept } }));
        const { body, headers } = await upload(operation);
        const reply = await service.request(method.toUpperCase(), address, {
          ...(body && { body }),
          headers: { accept, ...headers },
        });
        assert.ok([200, 201, 204].includes(reply.status), JSON.stringify(reply.json));
        if (reply.status !== 204) assert.equal(reply.headers.get('content-type')!.split(';')[0], accept);
      });

  if (method !== 'get')
    test(`${id} answers 415 to a body of a type that the contract does not name`, async () => {
      const address = await existing(operation);
      for (const type of ['text/plain', 'application/xml', 'application/x-www-form-urlencoded', undefined])
        await service.refuses(415, 'unsupported_media_type', method.toUpperCase(), address, {
          // As bytes, so that fetch adds no type of its own.
          body: new TextEncoder().encode('{}'),
          headers: type === undefined ? {} : { 'content-type': type },
        });
      const other = operation.requestMedia.includes(NPY) ? 'application/json' : NPY;
      await service.refuses(415, 'unsupported_media_type', method.toUpperCase(), address, {
        body: '{}',
        headers: { 'content-type': other },
      });
    });

  test(`${id} answers 400 to an unknown query parameter`, async () => {
    const address = `${await existing(operation)}?verbose=1`;
    const json = operation.requestMedia.includes('application/json');
    const body = json ? { json: examples(id)[0] } : await upload(operation);
    const problem = await service.refuses(400, 'contract_violation', method.toUpperCase(), address, body);
    assert.deepEqual(problem.details.errors, [{ path: 'query/verbose', message: 'unknown parameter' }]);
  });

  test(`${path} answers 405 with Allow to every method it does not have`, async () => {
    const declared = operations.filter((other) => other.path === path).map((other) => other.method.toUpperCase());
    if (declared.includes('GET')) declared.push('HEAD');
    // fetch refuses to send the two others itself.
    for (const undeclared of METHODS.filter((name) => !declared.includes(name) && !['CONNECT', 'TRACE'].includes(name))) {
      const reply = await service.request(undeclared, path.replaceAll(/[{}]/g, ''));
      assert.equal(reply.status, 405, undeclared);
      assert.deepEqual(reply.headers.get('allow')?.split(', ').sort(), declared.toSorted(), undeclared);
    }
  });
}

test('HEAD answers as GET does, without the body', async () => {
  await service.put('/v1/arrays/head', npy(X));
  for (const path of ['/v1/arrays', '/v1/arrays/head', '/v1/system', '/health/live']) {
    const [get, head] = [await service.get(path), await service.request('HEAD', path)];
    assert.deepEqual([head.status, head.bytes.length, head.headers.get('content-type')], [200, 0, get.headers.get('content-type')]);
  }
});

test('a contract that is served is the contract, and the page that shows it fetches from no other host', async () => {
  assert.deepEqual((await service.get('/openapi.json')).json, JSON.parse(contractText));
  const page = await service.get('/docs');
  const html = new TextDecoder().decode(page.bytes);
  assert.match(page.headers.get('content-type')!, /^text\/html/);
  assert.match(page.headers.get('content-security-policy')!, /default-src 'self'/);
  assert.doesNotMatch(html, /(?:https?:)?\/\/[a-z]/i);
  const parts = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url!).filter((url) => !url.startsWith('data:'));
  assert.equal(parts.length, 3);
  for (const part of parts) {
    const reply = await service.get(part);
    assert.equal(reply.status, 200, part);
    const text = new TextDecoder().decode(reply.bytes);
    if (part.endsWith('.css')) assert.doesNotMatch(text, /@import|url\(["']?(?:https?:)?\/\//);
    else if (part.endsWith('start.js')) assert.match(text, /url: '\/openapi\.json'.*validatorUrl: null/);
  }
});
