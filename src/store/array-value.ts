import type { NdArray } from '../nd-array.ts';

/** An array that stands in a file: what is too large to be passed around in memory. */
export interface NpyFile {
  readonly shape: readonly number[];
  /** A C-ordered `<f8` .npy file of this shape. */
  readonly npyPath: string;
}

/** An array of a result, wherever it is. */
export type ArrayValue = NdArray | NpyFile;

export function isNdArray(value: unknown): value is NdArray {
  return typeof value === 'object' && value !== null && 'data' in value && value.data instanceof Float64Array && 'shape' in value;
}

export function isNpyFile(value: unknown): value is NpyFile {
  return typeof value === 'object' && value !== null && 'npyPath' in value && 'shape' in value;
}

export function isArrayValue(value: unknown): value is ArrayValue {
  return isNdArray(value) || isNpyFile(value);
}

/**
 * A copy of a tree of plain data with every array replaced; the rest is shared with the original.
 *
 * @param replace gets each array and its path in the tree, such as `['kernels', 'ntk']`
 */
export async function mapArrays(
  tree: unknown,
  replace: (array: ArrayValue, path: string[]) => unknown,
  path: string[] = [],
): Promise<unknown> {
  if (isArrayValue(tree)) return replace(tree, path);
  if (Array.isArray(tree)) return Promise.all(tree.map((item, index) => mapArrays(item, replace, [...path, String(index)])));
  if (typeof tree !== 'object' || tree === null) return tree;
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(tree)) copy[key] = await mapArrays(value, replace, [...path, key]);
  return copy;
}

/** The arrays of a tree by name: their path, joined. */
export function collectArrays(tree: unknown, path: string[] = [], joint = '_'): { name: string; array: ArrayValue }[] {
  if (isArrayValue(tree)) return [{ name: path.join(joint), array: tree }];
  if (typeof tree !== 'object' || tree === null) return [];
  return Object.entries(tree).flatMap(([key, value]) => collectArrays(value, [...path, key], joint));
}
