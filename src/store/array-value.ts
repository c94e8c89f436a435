import type { NdArray } from '../nd-array.ts';
import type { FileSums } from './piece-sums.ts';

/** What is known of a file that is kept. */
export interface Kept {
  /** What it belongs to, such as `array mnist`: whoever meets damage says so. */
  readonly of: string;
  /** What it was when it was kept: readers hold it against these. Undefined where an earlier version kept it. */
  readonly sums?: FileSums;
}

/** An .npy file. */
export interface StoredNpy {
  readonly npyPath: string;
  /** Undefined as long as nobody keeps it. */
  readonly kept?: Kept;
}

/** An array that stands in a C-ordered `<f8` .npy file: what is too large to be passed around in memory. */
export interface NpyFile extends StoredNpy {
  readonly shape: readonly number[];
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
