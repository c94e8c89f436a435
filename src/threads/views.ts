/**
 * How views of shared memory travel to threads: a structured clone keeps their lengths in 32 bits on some
 * versions of Node, so that a view of more than 4 GiB would arrive cut short.
 */
interface PackedView {
  sharedView: SharedArrayBuffer;
  byteOffset: number;
  length: number;
}

/** A tree of plain data with every Float64Array over shared memory taken apart. */
export function packViews(value: unknown): unknown {
  if (value instanceof Float64Array && value.buffer instanceof SharedArrayBuffer) {
    const { buffer, byteOffset, length } = value;
    return { sharedView: buffer, byteOffset, length } satisfies PackedView;
  }
  return mapPlain(value, packViews);
}

/** The tree that was packed. */
export function unpackViews(value: unknown): unknown {
  if (isPacked(value)) return new Float64Array(value.sharedView, value.byteOffset, value.length);
  return mapPlain(value, unpackViews);
}

function isPacked(value: unknown): value is PackedView {
  return typeof value === 'object' && value !== null && 'sharedView' in value && value.sharedView instanceof SharedArrayBuffer;
}

/** Arrays and objects of plain data by their elements; whatever else, typed arrays among it, as it is. */
function mapPlain(value: unknown, map: (element: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(map);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, element]) => [key, map(element)]));
}
