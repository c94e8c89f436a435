import { fits, type Json, type Schema } from './schema.ts';

/** A value within a body, and the schema that it has to fit. */
export interface Place {
  path: (string | number)[];
  schema: Schema;
  /** The last field on the way to it. */
  name: string;
  value: Json;
}

/** Every place of a valid value. */
export function places(schema: Schema, value: Json, path: Place['path'] = [], name = ''): Place[] {
  const choice = (schema.oneOf ?? schema.anyOf)?.find((candidate) => fits(candidate, value));
  if (choice) {
    const [here, ...rest] = places(choice, value, path, name);
    return [{ ...here!, schema: schema.from === undefined ? choice : { ...choice, from: schema.from } }, ...rest];
  }
  const here = { path, schema, name, value };
  if (Array.isArray(value))
    return [here, ...value.slice(0, 8).flatMap((item, index) => places(schema.items ?? {}, item, [...path, index], name))];
  if (typeof value !== 'object' || value === null) return [here];
  return [
    here,
    ...Object.entries(value).flatMap(([key, child]) => places(schema.properties?.[key] ?? {}, child, [...path, key], key)),
  ];
}

/** The tree with another value at a place. */
export function replaced(tree: Json, [key, ...rest]: Place['path'], value: Json): Json {
  if (key === undefined) return value;
  const copy = (Array.isArray(tree) ? [...tree] : { ...(tree as object) }) as Record<string | number, Json>;
  copy[key] = replaced(copy[key]!, rest, value);
  return copy as Json;
}

/** Values that break one constraint of the schema of a place. */
export function breakages({ schema, value }: Place): Json[] {
  const wrongTypes = [null, true, '5', 1.5, [], {}, [[[[1]]]]];
  if (typeof value === 'number') return [...wrongTypes, ...brokenBounds(schema)];
  if (typeof value === 'string')
    return [...wrongTypes, '', `${value}x`, ` ${value}`, value.toUpperCase(), 'x'.repeat((schema.maxLength ?? 100) + 1), '\u0000'];
  if (Array.isArray(value)) return [...wrongTypes, ...brokenLengths(schema, value)];
  if (typeof value !== 'object' || value === null) return wrongTypes;
  const missing = (schema.required ?? []).map((gone) => Object.fromEntries(Object.entries(value).filter(([key]) => key !== gone)));
  return [...wrongTypes, ...missing, ...['unknown', '', 'constructor', 'toString'].map((key) => ({ ...value, [key]: 1 }))];
}

function brokenBounds({ minimum, maximum, exclusiveMinimum }: Schema): number[] {
  return [
    ...(minimum === undefined ? [] : [minimum - 1, minimum - 1e-9, -1e308]),
    ...(exclusiveMinimum === undefined ? [] : [exclusiveMinimum, exclusiveMinimum - 1]),
    ...(maximum === undefined ? [] : [maximum + 1, 1e308]),
  ];
}

function brokenLengths({ minItems = 0, maxItems, uniqueItems }: Schema, value: Json[]): Json[] {
  return [
    ...(minItems > 0 ? [value.slice(0, minItems - 1)] : []),
    ...(maxItems !== undefined && value.length > 0 ? [Array.from({ length: maxItems + 1 }, () => value[0]!)] : []),
    ...(uniqueItems ? [[...value, ...value]] : []),
    [...value, null],
  ];
}
