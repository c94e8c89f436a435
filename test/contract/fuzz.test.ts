import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { contract } from '../../src/http/contract/document.ts';
import { operations } from '../support/contract.ts';
import { TestService } from '../support/service.ts';

const SEED = 20201203;
const RUNS = 300;
/** Nothing is computed for a refusal; a busy machine takes its time. */
const SOON_MS = 10_000;

const service = await TestService.start({ tensors: 'cpu' });

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Path = (string | number)[];

const first = (operation: string) => example(operation)[0] as Json;
const { id } = (await service.post('/v1/regressions', first('createRegression'))).json;
const training = (await service.post('/v1/trainings', first('createTraining'))).json.id;

/** Requests that are valid. */
const REQUESTS = operations
  .filter(({ method, requestMedia }) => method === 'post' && requestMedia.includes('application/json'))
  .flatMap(({ id: operation, path }) =>
    example(operation).map((body) => ({
      path: path.replace('{regression_id}', id).replace('{training_id}', training),
      body: withModels(body as Json),
    })),
  );

/** The body with models that exist, where it names any. */
function withModels(body: Json): Json {
  return {
    ...(body as object),
    ...(Object(body).regression_id !== undefined && { regression_id: id }),
    ...(Object(body).training_id !== undefined && { training_id: training }),
  };
}

function example(id: string): unknown[] {
  const { path, method } = operations.find((operation) => operation.id === id)!;
  const media = contract.paths[path]![method]!.requestBody!.content['application/json'] as {
    example?: unknown;
    examples?: Record<string, { value: unknown }>;
  };
  return media.example === undefined ? Object.values(media.examples!).map(({ value }) => value) : [media.example];
}

/** Every place in a tree. */
function places(tree: Json, path: Path = []): Path[] {
  if (typeof tree !== 'object' || tree === null) return [path];
  const children = Array.isArray(tree) ? [...tree.entries()] : Object.entries(tree);
  return [path, ...children.flatMap(([key, child]) => places(child, [...path, key]))];
}

function at(tree: Json, path: Path): Json {
  return path.reduce<Json>((node, key) => (node as Record<string | number, Json>)[key]!, tree);
}

function replaced(tree: Json, [key, ...rest]: Path, value: Json): Json {
  if (key === undefined) return value;
  const copy = structuredClone(tree) as Record<string | number, Json>;
  copy[key] = replaced(copy[key]!, rest, value);
  return copy;
}

/** What breaks a value of its type: other types, numbers that are no sensible ones, shapes and names that are not there. */
function breakages(value: Json): Json[] {
  if (typeof value === 'number') return [null, true, String(value), [[value]], {}, -1e308, 1e308, -1];
  if (typeof value === 'string') return [null, 5, [], {}, '', `${value}x`, '../../etc/passwd', '\u0000', 'x'.repeat(5000)];
  if (typeof value === 'boolean') return [null, 0, 'true', []];
  if (Array.isArray(value))
    return [
      null,
      1,
      {},
      [[[]]],
      [],
      [...value, 'x'],
      [...value, null],
      { npy_base64: 'AAAA' },
      { array_id: 'none' },
      value.slice(0, 1),
    ];
  return [null, [], 'x', 1, {}, { ...value, unknown: 1 }, { ...value, '': null }, withoutOne(value)];
}

function withoutOne(value: { [key: string]: Json } | null): Json {
  return Object.fromEntries(Object.entries(value ?? {}).slice(1));
}

const broken = fc
  .constantFrom(...REQUESTS)
  .chain(({ path, body }) =>
    fc
      .constantFrom(...places(body))
      .chain((place) =>
        fc.constantFrom(...breakages(at(body, place))).map((value) => ({ path, body: replaced(body, place, value), place })),
      ),
  );

test(`a valid request with one thing broken is refused in good form at once (seed ${SEED}, ${RUNS} cases)`, async () => {
  let refused = 0;
  const check = async ({ path, body, place }: { path: string; body: Json; place: Path }) => {
    const curl = `curl -d '${JSON.stringify(body)}' -H 'Content-Type: application/json' ${path}`;
    const start = performance.now();
    // That the answer fits the contract, or is a problem of it, is checked with every request.
    const { status, json } = await service.post(path, body);
    // A broken value may be another valid one: a longer list, other numbers; it takes the time that it takes.
    if (status < 300) return;
    assert.ok(performance.now() - start < SOON_MS, `slow: ${curl}`);
    assert.ok(status >= 400 && status < 500, `${status} at ${place.join('/')}: ${curl}`);
    const where: unknown[] = [json.details.path, ...(json.details.errors ?? []).map((error: { path: string }) => error.path)];
    if (status === 400)
      assert.ok(
        where.some((text) => typeof text === 'string'),
        `no path: ${JSON.stringify(json)}`,
      );
    refused++;
  };
  await fc.assert(fc.asyncProperty(broken, check), { seed: SEED, numRuns: RUNS, endOnFailure: true, includeErrorInReport: true });
  assert.ok(refused > 0.7 * RUNS, `only ${refused} of ${RUNS} were refused`);
});
