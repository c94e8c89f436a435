import { elementCount } from '../../nd-array.ts';
import { type ArrayValue, collectArrays, isArrayValue, isNdArray } from '../../store/array-value.ts';
import { valuePieces } from '../../store/values.ts';
import { gatherText } from './gather.ts';
import type { Representation } from './representation.ts';

/** Arrays with more elements than this in all are written piece by piece. */
const WHOLE_ELEMENTS = 2 ** 14;

/** A tree of plain data as JSON, its arrays as nested lists. */
export function jsonRepresentation(tree: unknown): Representation {
  const arrays = collectArrays(tree).map(({ array }) => array);
  const elements = arrays.reduce((sum, { shape }) => sum + elementCount(shape), 0);
  if (elements > WHOLE_ELEMENTS || !arrays.every(isNdArray)) return { body: gatherText(jsonPieces(tree)) };
  return { body: JSON.stringify(arrays.length > 0 ? withLists(tree) : tree) };
}

/** The tree with nested lists for its arrays: JSON.stringify is much slower where it asks a function about every number. */
function withLists(tree: unknown): unknown {
  if (isNdArray(tree)) return nestedList(tree.shape, tree.data, 0);
  if (Array.isArray(tree)) return tree.map(withLists);
  if (typeof tree !== 'object' || tree === null) return tree;
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, withLists(value)]));
}

async function* jsonPieces(tree: unknown): AsyncGenerator<string> {
  if (isArrayValue(tree)) {
    yield* arrayPieces(tree);
  } else if (Array.isArray(tree)) {
    for (const [index, item] of tree.entries()) {
      yield index === 0 ? '[' : ',';
      yield* jsonPieces(item);
    }
    yield tree.length === 0 ? '[]' : ']';
  } else if (typeof tree === 'object' && tree !== null) {
    let separator = '{';
    for (const [key, value] of Object.entries(tree)) {
      if (value === undefined) continue;
      yield `${separator}${JSON.stringify(key)}:`;
      separator = ',';
      yield* jsonPieces(value);
    }
    yield separator === '{' ? '{}' : '}';
  } else {
    yield JSON.stringify(tree);
  }
}

/** Brackets open and close where an element begins or ends a row of each axis. */
async function* arrayPieces(array: ArrayValue): AsyncGenerator<string> {
  const { shape } = array;
  const total = elementCount(shape);
  if (total === 0) {
    yield JSON.stringify(nestedList(shape, new Float64Array(0), 0));
    return;
  }
  // Elements below one entry of each axis: a row of axis a ends where the next index is divisible by strides[a].
  const strides = shape.map((_, axis) => elementCount(shape.slice(axis)));
  let index = 0;
  for await (const piece of valuePieces(array)) {
    const parts: string[] = [];
    for (const value of piece) {
      for (const stride of strides) if (index % stride === 0) parts.push('[');
      parts.push(JSON.stringify(value));
      index++;
      for (const stride of strides) if (index % stride === 0) parts.push(']');
      if (index < total) parts.push(',');
    }
    yield parts.join('');
  }
}

function nestedList(shape: readonly number[], data: Float64Array, offset: number): unknown {
  const [length, ...inner] = shape;
  if (length === undefined) return data[offset];
  if (inner.length === 0) {
    // Array.from takes several times as long, and this is most of what a small answer costs.
    const list = new Array<number>(length);
    for (let index = 0; index < length; index++) list[index] = data[offset + index]!;
    return list;
  }
  const stride = elementCount(inner);
  return Array.from({ length }, (_, index) => nestedList(inner, data, offset + index * stride));
}
