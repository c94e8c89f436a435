import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { type ContractViolation, HypertangentError } from '../../errors.ts';
import type { components } from './contract.generated.ts';
import type { ContractDocument, ContractOperation } from './document.ts';

type Components = components['schemas'];

const DOCUMENT = 'openapi.json';
const MOST_ERRORS = 10;

/**
 * Keywords about a value rather than the shape of the JSON: what breaks them is well-formed but makes
 * no sense, and is answered 422 in place of 400.
 */
const VALUE_KEYWORDS = new Set([
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minItems',
  'maxItems',
  'minLength',
  'maxLength',
  'pattern',
  'uniqueItems',
  'enum',
  'const',
  'discriminator',
]);

/** Checks values against the contract's own schemas, without changing them. */
export class ContractValidator {
  readonly #document: ContractDocument;
  readonly #ajv: Ajv2020;
  readonly #validators = new Map<string, ValidateFunction>();
  readonly #bodies = new Map<ContractOperation, ValidateFunction>();

  constructor(document: ContractDocument) {
    this.#document = document;
    this.#ajv = new Ajv2020({
      strict: false,
      discriminator: true,
      allErrors: false,
      strictNumbers: false,
      validateFormats: false,
      verbose: true,
    });
    this.#ajv.addSchema(withoutMappings(document), DOCUMENT);
  }

  /** @throws HypertangentError `contract_violation`, `invalid_value` or `not_finite` */
  checkBody(operation: ContractOperation, body: unknown): void {
    this.#check(this.#body(operation), body, '');
    checkFinite(body, '');
  }

  /**
   * Checks a value against a schema by its name.
   *
   * @param path where the value stands, for errors
   * @throws HypertangentError `contract_violation`, `invalid_value` or `not_finite`
   */
  checkSchema<Name extends keyof Components>(name: Name, value: unknown, path: string): asserts value is Components[Name] {
    this.#check(this.#compile(['components', 'schemas', name]), value, path);
    checkFinite(value, path);
  }

  /** @throws HypertangentError `contract_violation` or `invalid_value` */
  checkPath(operation: ContractOperation, path: Record<string, string>): void {
    for (const { name, schema, in: place } of operation.parameters) {
      if (place === 'path') this.#check(this.#inline(`${operation.id} ${name}`, schema), path[name], `path/${name}`);
    }
  }

  /** The validator of a response's JSON, for tests. */
  response({ path, method }: ContractOperation, status: number): ValidateFunction {
    const response = this.#document.paths[path]?.[method]?.responses[status];
    const at =
      response && '$ref' in response ? response.$ref.split('/').slice(1) : ['paths', path, method, 'responses', String(status)];
    return this.#compile([...at, 'content', 'application/json', 'schema']);
  }

  #body(operation: ContractOperation): ValidateFunction {
    const known = this.#bodies.get(operation);
    if (known) return known;
    const { path, method } = operation;
    const compiled = this.#compile(['paths', path, method, 'requestBody', 'content', 'application/json', 'schema']);
    this.#bodies.set(operation, compiled);
    return compiled;
  }

  #compile(steps: readonly string[]): ValidateFunction {
    const pointer = steps.map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');
    return this.#inline(pointer, { $ref: `${DOCUMENT}#/${pointer}` });
  }

  #inline(key: string, schema: object): ValidateFunction {
    const known = this.#validators.get(key);
    if (known) return known;
    const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/', `"${DOCUMENT}#/`)) as object;
    const compiled = this.#ajv.compile(absolute);
    this.#validators.set(key, compiled);
    return compiled;
  }

  #check(validate: ValidateFunction, value: unknown, prefix: string): void {
    if (validate(value)) return;
    const errors = relevantErrors(validate.errors ?? []);
    const [first] = errors;
    if (first && VALUE_KEYWORDS.has(first.keyword)) {
      const path = prefix + fieldPath(first);
      const received = first.keyword === 'discriminator' ? first.params.tagValue : first.data;
      // A discriminator that is missing or not a string is a matter of shape.
      if (first.keyword !== 'discriminator' || typeof received === 'string') {
        const expected = expectation(first);
        throw new HypertangentError('invalid_value', `${path} ${expected}, got ${shorten(received)}`, {
          path,
          expected,
          received: shorten(received),
        });
      }
    }
    const messages = new Map(errors.map((error) => [`${fieldPath(error)} ${describe(error)}`, error]));
    throw violation(
      [...messages.values()].slice(0, MOST_ERRORS).map((error) => ({ path: prefix + fieldPath(error), message: describe(error) })),
    );
  }
}

/**
 * Ajv finds the alternative of a tag by itself and knows no `mapping`; its keys are kept as `tags`, for messages.
 * What is no object has no tag and would pass: only objects do.
 */
function withoutMappings(document: ContractDocument): object {
  return JSON.parse(JSON.stringify(document), (_key, value) => {
    const mapping = value?.discriminator?.mapping as Record<string, string> | undefined;
    return mapping
      ? { ...value, type: 'object', tags: Object.keys(mapping), discriminator: { propertyName: value.discriminator.propertyName } }
      : value;
  });
}

/**
 * The errors that help: of a choice between schemas, those of the alternative that the value comes
 * closest to (the one whose errors lie deepest).
 */
function relevantErrors(errors: readonly ErrorObject[]): ErrorObject[] {
  const leaves = errors.filter(({ keyword }) => keyword !== 'oneOf' && keyword !== 'anyOf');
  const depth = ({ instancePath }: ErrorObject) => instancePath.split('/').length;
  const deepest = Math.max(...leaves.map(depth));
  const candidates = leaves.filter((error) => depth(error) === deepest);
  // Among alternatives of different JSON types, the ones of the value's own type say more than "must be array".
  const sameType = candidates.filter(({ keyword }) => keyword !== 'type');
  return sameType.length > 0 ? sameType : candidates;
}

/** The field that is wrong, also where it is not there or should not be. */
function fieldPath({ keyword, params, instancePath }: ErrorObject): string {
  const field = { additionalProperties: params.additionalProperty, required: params.missingProperty, discriminator: params.tag }[
    keyword
  ];
  return field === undefined ? instancePath : `${instancePath}/${String(field).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function describe({ keyword, params, message, data }: ErrorObject): string {
  if (keyword === 'additionalProperties') return `unknown field ${JSON.stringify(params.additionalProperty)}`;
  if (keyword === 'required') return `missing field ${JSON.stringify(params.missingProperty)}`;
  if (keyword === 'type') return `${message}, got ${shorten(data)}`;
  if (keyword === 'discriminator') return `missing field ${JSON.stringify(params.tag)}`;
  return message ?? keyword;
}

function expectation({ keyword, params, message, parentSchema }: ErrorObject): string {
  if (keyword === 'enum') return `must be one of ${(params.allowedValues as unknown[]).join(', ')}`;
  if (keyword === 'const') return `must be ${JSON.stringify(params.allowedValue)}`;
  if (keyword === 'discriminator') {
    return `must be one of ${(parentSchema as { tags: string[] }).tags.join(', ')}`;
  }
  return message ?? keyword;
}

function violation(errors: ContractViolation[]): HypertangentError {
  const detail = errors.map(({ path, message }) => `${path === '' ? 'the body' : path}: ${message}`).join('; ');
  return new HypertangentError('contract_violation', `the request does not fit the contract: ${detail}`, { errors });
}

/** JSON has no Infinity, but 1e999 is read as one. */
function checkFinite(body: unknown, prefix: string): void {
  const found = findInfinite(body);
  if (found === undefined) return;
  const path = prefix + found.keys.map((key) => `/${key}`).join('');
  const message = `${path} is beyond the range of float64; only finite numbers can be computed with`;
  throw new HypertangentError('not_finite', message, { path, index: [], received: String(found.value) });
}

/** The first number that is not finite, and the keys that lead to it. */
function findInfinite(value: unknown): { value: number; keys: string[] } | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : { value, keys: [] };
  if (typeof value !== 'object' || value === null) return undefined;
  for (const key in value) {
    const found = findInfinite((value as Record<string, unknown>)[key]);
    if (found) return { value: found.value, keys: [key, ...found.keys] };
  }
  return undefined;
}

function shorten(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
