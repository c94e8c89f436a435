import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { contract } from '../../../src/http/contract/document.ts';
import { encodeNpy } from '../../../src/store/npy/encode.ts';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** The part of JSON Schema that the contract is written in, references followed; `from` is the name of the schema. */
export interface Schema {
  from?: string;
  type?: string | string[];
  const?: Json;
  enum?: Json[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
}

/** Ids that requests name; {@link fillIds} puts real ones in their place. */
export const IDS = {
  array: 'THE-ARRAY',
  regression: 'THE-REGRESSION',
  grid: 'THE-GRID',
  training: 'THE-TRAINING',
  job: 'THE-JOB',
} as const;
export type Ids = Record<keyof typeof IDS, string>;

export function fillIds(text: string, ids: Ids): string {
  return (Object.keys(IDS) as (keyof Ids)[]).reduce((filled, kind) => filled.replaceAll(IDS[kind], ids[kind]), text);
}

// A judge of its own: no discriminators, no shortcuts, nothing of the service.
const ajv = new Ajv2020({ strict: false, validateFormats: false, strictNumbers: false, logger: false });
const validators = new WeakMap<Schema, ValidateFunction>();

export function fits(schema: Schema, value: Json): boolean {
  const validate = validators.get(schema) ?? ajv.compile(schema);
  validators.set(schema, validate);
  return validate(value) as boolean;
}

const named = new Map<string, Schema>();

/** A schema of the contract with every reference replaced by what it refers to; the contract has no cycles. */
export function dereferenced(source: unknown, from?: string): Schema {
  if (Array.isArray(source)) return source.map((item) => dereferenced(item)) as Schema;
  if (typeof source !== 'object' || source === null) return source as Schema;
  if ('$ref' in source) {
    const known = named.get(source.$ref as string);
    if (known) return known;
    const steps = (source.$ref as string).slice(2).split('/');
    const target = steps.reduce<unknown>((node, step) => (node as Record<string, unknown>)[step.replaceAll('~1', '/')], contract);
    const schema = dereferenced(target, steps.at(-1));
    named.set(source.$ref as string, schema);
    return schema;
  }
  const entries = Object.entries(source).filter(([key]) => !['discriminator', 'description', 'example', 'examples'].includes(key));
  return { ...Object.fromEntries(entries.map(([key, value]) => [key, dereferenced(value)])), ...(from && { from }) };
}

/** The largest integers of a field, so that whatever is valid is also quick to compute. */
const SMALL: Record<string, number> = {
  depth: 3,
  width: 4,
  samples: 12,
  features: 8,
  regressors: 2,
  folds: 3,
  count: 3,
  size: 3,
  rank: 4,
  preconditioner_rank: 4,
  candidates: 6,
  max_iterations: 20,
  steps: 20,
  epochs: 4,
  classes: 4,
  embedding_size: 4,
  batch_size: 4,
  pixels_per_image: 3,
};
const SPECIAL_NUMBERS = [0, 1, 1e-320, 1e-12, 2 ** -1074, 1e154, 1e308, 2 ** 53, -1, -1e308];
const EXPRESSIONS = [
  'x',
  'tanh(x)',
  'x*sigmoid(x)',
  'exp(-x^2)',
  'x/0',
  'sqrt(x)',
  'log(x)',
  'x^x^x',
  'max(x,0)',
  '1e308*x',
  'foo(x)',
  '(',
];

/** Values of a schema: valid, small, and now and then at the edge of what is allowed. `name`: of the field they stand in. */
export function arbitraryOf(schema: Schema, name = ''): fc.Arbitrary<Json> {
  if (schema.from === 'Array') return arrays;
  if (schema.from === 'ArrayId') return fc.constant(IDS.array);
  if (schema.from === 'RegressionId') return fc.constantFrom(IDS.regression, IDS.grid);
  if (schema.from === 'TrainingId') return fc.constant(IDS.training);
  if (name === 'expression') return fc.constantFrom(...EXPRESSIONS);
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices) return fc.oneof(...choices.map((choice) => arbitraryOf(choice, name)));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  switch ([schema.type].flat()[0]) {
    case 'object':
      return objects(schema);
    case 'array':
      return lists(schema, name);
    case 'integer':
      return integers(schema, name);
    case 'number':
      return numbers(schema);
    case 'boolean':
      return fc.boolean();
    default:
      return schema.pattern
        ? fc.stringMatching(new RegExp(schema.pattern))
        : fc.string({ minLength: schema.minLength ?? 0, maxLength: Math.min(schema.maxLength ?? 12, 12) });
  }
}

function objects({ properties = {}, required = [] }: Schema): fc.Arbitrary<Json> {
  const model = Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, arbitraryOf(value, key)]));
  return fc.record(model, { requiredKeys: required, noNullPrototype: true }) as fc.Arbitrary<Json>;
}

function lists({ items = {}, minItems = 0, maxItems = 4, uniqueItems }: Schema, name: string): fc.Arbitrary<Json> {
  const lengths = { minLength: minItems, maxLength: Math.max(minItems, Math.min(maxItems, 3)) };
  const item = arbitraryOf(items, name);
  return uniqueItems ? fc.uniqueArray(item, { ...lengths, selector: (value) => JSON.stringify(value) }) : fc.array(item, lengths);
}

function integers({ minimum = 0, maximum = 2 ** 31 }: Schema, name: string): fc.Arbitrary<number> {
  const most = Math.min(maximum, Math.max(minimum, SMALL[name] ?? minimum + 3));
  const small = fc.integer({ min: minimum, max: most });
  return name === 'seed' ? fc.oneof({ weight: 9, arbitrary: small }, { weight: 1, arbitrary: fc.constant(maximum) }) : small;
}

function numbers({ minimum = -1e308, exclusiveMinimum, maximum = 1e308 }: Schema): fc.Arbitrary<number> {
  const least = exclusiveMinimum === undefined ? minimum : Math.max(minimum, exclusiveMinimum + 2 ** -1074);
  const usual = fc.double({ min: Math.max(least, -4), max: Math.max(least, Math.min(maximum, 4)), noNaN: true });
  const special = SPECIAL_NUMBERS.filter((value) => value >= least && value <= maximum);
  if (special.length === 0) return usual;
  return fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: fc.constantFrom(...special) });
}

const entry = fc.oneof(
  { weight: 20, arbitrary: fc.double({ min: -2, max: 2, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(...SPECIAL_NUMBERS) },
);

const rows = fc
  .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 3 }))
  .chain(([count, columns]) =>
    fc.array(fc.array(entry, { minLength: columns, maxLength: columns }), { minLength: count, maxLength: count }),
  );

const arrays: fc.Arbitrary<Json> = fc.oneof(
  { weight: 6, arbitrary: rows as fc.Arbitrary<Json> },
  { weight: 2, arbitrary: fc.array(entry, { minLength: 1, maxLength: 4 }) },
  { weight: 1, arbitrary: rows.map((data) => ({ npy_base64: Buffer.from(npyOf(data)).toString('base64') })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Json>({ array_id: IDS.array }, { array_id: IDS.array, rows: [0, 2] }, { array_id: 'none' }),
  },
);

export function npyOf(data: number[][]): Uint8Array {
  return encodeNpy({ shape: [data.length, data[0]!.length], data: Float64Array.from(data.flat()) });
}
