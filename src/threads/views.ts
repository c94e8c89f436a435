/**
 * How views of shared memory travel to threads: a structured clone keeps their lengths in 32 bits on some
 * versions of Node, so that a view of more than 4 GiB would arrive cut short.
 */
interface PackedView {
  sharedView: SharedArrayBuffer;
  type: 'Float64Array' | 'Float32Array';
  byteOffset: number;
  length: number;
}

/** A tree of plain data with every array of floating-point numbers over shared memory taken apart. */
export function packViews(value: unknown): unknown {
  const type = value instanceof Float64Array ? 'Float64Array' : value instanceof Float32Array ? 'Float32Array' : undefined;
  if (type !== undefined) {
    const { buffer, byteOffset, length } = value as Float64Array | Float32Array;
    if (buffer instanceof SharedArrayBuffer) return { sharedView: buffer, type, byteOffset, length } satisfies PackedView;
  }
  return mapPlain(value, packViews);
}

/** The tree that was packed. */
export function unpackViews(value: unknown): unknown {
  if (!isPacked(value)) return mapPlain(value, unpackViews);
  const { sharedView, type, byteOffset, length } = value;
  return type === 'Float64Array'
    ? new Float64Array(sharedView, byteOffset, length)
    : new Float32Array(sharedView, byteOffset, length);
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
