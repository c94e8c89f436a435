import { METHODS } from 'node:http';
import fc from 'fast-check';
import { type ContractOperation, contract } from '../../../src/http/contract/document.ts';
import { operations } from '../../support/contract.ts';
import type { Case } from './case.ts';
import type { Exported } from './exports.ts';
import { hostileNpy, hostileNpz } from './hostile-files.ts';
import { hostileFraming, hostileHeaders, hostilePath, slow } from './hostile-http.ts';
import { hostileJson } from './hostile-json.ts';
import { breakages, places, replaced } from './places.ts';
import { arbitraryOf, dereferenced, fits, IDS, type Json, npyOf, type Schema } from './schema.ts';

const JSON_TYPE: [string, string] = ['Content-Type', 'application/json'];

/** Requests to every operation of the contract, valid, with one thing broken, and hostile. */
export function requests(exported: readonly Exported[]): fc.Arbitrary<Case> {
  const weighted = operations.map((operation) => ({
    weight: operation.requestMedia.length > 0 ? 4 : 1,
    arbitrary: requestsTo(operation, exported),
  }));
  return fc.oneof(...weighted);
}

function requestsTo(operation: ContractOperation, exported: readonly Exported[]): fc.Arbitrary<Case> {
  const base = withBody(operation, exported);
  const path = base.map((request) => ({ ...request, contract: undefined as never }));
  const tricks = fc.tuple(path, hostilePath(operation.path)).map(([request, other]) => ({ ...request, what: 'path', path: other }));
  const methods = fc
    .tuple(path, fc.constantFrom(...METHODS.filter((method) => method !== 'CONNECT')))
    .map(([request, method]) => ({ ...request, what: `method ${method}`, method, mayClose: true }));
  return fc.oneof(
    { weight: 16, arbitrary: base },
    { weight: 3, arbitrary: base.chain(hostileHeaders) },
    { weight: 2, arbitrary: base.chain(hostileFraming) },
    { weight: 2, arbitrary: tricks },
    { weight: 1, arbitrary: methods },
  );
}

/** A few requests whose bodies hardly come; they take as long as the service lets them. */
export function slowRequests(exported: readonly Exported[], count: number, seed: number): Case[] {
  const taking = operations.filter(({ requestMedia }) => requestMedia.length > 0);
  const any = fc.oneof(...taking.map((operation) => withBody(operation, exported)));
  return fc
    .sample(
      any.filter(({ body }) => body.length > 60),
      { numRuns: count, seed },
    )
    .map(slow);
}

function withBody(operation: ContractOperation, exported: readonly Exported[]): fc.Arbitrary<Case> {
  const [media] = operation.requestMedia;
  const request = (what: string, body: Case['body'], type: string | undefined = media): Case => ({
    what,
    method: operation.method.toUpperCase(),
    path: existing(operation.path),
    headers: type === undefined ? [] : [['Content-Type', type]],
    body,
  });
  if (media === 'application/json') return jsonRequests(operation);
  const files = exported.flatMap(({ file, members }) => [
    { weight: 1, arbitrary: fc.constant(request('an export', file)) },
    { weight: 6, arbitrary: hostileNpz(members, file).map((bytes) => request('npz', bytes)) },
  ]);
  if (media === 'application/x-npz') return fc.oneof(...files);
  if (media === undefined) {
    const accepts = fc.constantFrom(...operation.responseMedia, '*/*').map((accept) => ({
      ...request('valid', ''),
      headers: [['Accept', accept]] as [string, string][],
      // Another request may delete it while it is sent.
      mayClose: ['exportRegression', 'getArray', 'getDiagnostics', 'getJobResult'].includes(operation.id),
    }));
    return accepts;
  }
  const good = fc.constant(
    request(
      'an array',
      npyOf([
        [0.5, 1],
        [1, 0.5],
        [0, 0],
      ]),
    ),
  );
  return fc.oneof({ weight: 1, arbitrary: good }, { weight: 6, arbitrary: hostileNpy.map((bytes) => request('npy', bytes)) });
}

function jsonRequests(operation: ContractOperation): fc.Arbitrary<Case> {
  const content = contract.paths[operation.path]![operation.method]!.requestBody!.content['application/json']! as {
    schema: object;
    example?: Json;
    examples?: Record<string, { value: Json }>;
  };
  const schema = dereferenced(content.schema);
  const examples = (
    content.example === undefined ? Object.values(content.examples!).map(({ value }) => value) : [content.example]
  ).map(withIds);
  const request = (what: string, body: Case['body'], verdict?: Case['contract']): Case => ({
    what,
    method: 'POST',
    path: existing(operation.path),
    headers: [JSON_TYPE],
    body,
    ...(verdict && { contract: verdict }),
  });
  const checked = (what: string, value: Json) =>
    request(what, JSON.stringify(value), fits(schema, JSON.parse(JSON.stringify(value))) ? 'valid' : 'invalid');
  const made = arbitraryOf(schema);
  const changed = fc.constantFrom(...examples).chain((example) => changedPlaces(schema, example));
  const valid = fc.oneof({ weight: 1, arbitrary: made }, { weight: 3, arbitrary: changed });
  const broken = valid.chain((value) =>
    fc
      .constantFrom(...places(schema, value))
      .chain((place) =>
        fc
          .constantFrom(...breakages(place))
          .map((other) => checked(`broken at /${place.path.join('/')}`, replaced(value, place.path, other))),
      ),
  );
  const files = valid.chain((value) => {
    const arrays = places(schema, value).filter((place) => place.schema.from === 'Array');
    if (arrays.length === 0) return fc.constant(checked('valid', value));
    return fc
      .tuple(fc.constantFrom(...arrays), hostileNpy, fc.constantFrom('base64', 'base64url', 'hex', 'latin1'))
      .map(([place, bytes, encoding]) =>
        request(
          `npy in ${encoding}`,
          JSON.stringify(replaced(value, place.path, { npy_base64: Buffer.from(bytes).toString(encoding as 'hex') })),
        ),
      );
  });
  return fc.oneof(
    { weight: 4, arbitrary: valid.map((value) => checked('valid', value)) },
    { weight: 4, arbitrary: broken },
    {
      weight: 4,
      arbitrary: valid.chain((value) => hostileJson(JSON.stringify(value))).map(({ what, body }) => request(what, body)),
    },
    { weight: 2, arbitrary: files },
  );
}

/** The value with up to two places made anew from their schemas. */
function changedPlaces(schema: Schema, value: Json, times = 2): fc.Arbitrary<Json> {
  if (times === 0) return fc.constant(value);
  const once = fc
    .constantFrom(...places(schema, value).slice(1))
    .chain((place) => arbitraryOf(place.schema, place.name).map((other) => replaced(value, place.path, other)))
    .filter((changed) => fits(schema, changed));
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant(value) },
    { weight: 4, arbitrary: once.chain((changed) => changedPlaces(schema, changed, times - 1)) },
  );
}

function withIds(example: Json): Json {
  const named = JSON.stringify(example)
    .replaceAll(/"(regression_id|start_from)":"[^"]*"/g, `"$1":"${IDS.regression}"`)
    .replaceAll(/"training_id":"[^"]*"/g, `"training_id":"${IDS.training}"`);
  return JSON.parse(named) as Json;
}

function existing(path: string): string {
  return path.replaceAll(/\{(array|regression|training|job)_id\}/g, (_, kind) => IDS[kind as keyof typeof IDS]);
}
