import { matrix, type NdArray } from '../../src/nd-array.ts';
import { decodeNpy } from '../../src/store/npy/decode.ts';
import { encodeNpy } from '../../src/store/npy/encode.ts';

/** Bodies of requests that several tests start from. */

export const MLP = { type: 'mlp', depth: 3, activation: { name: 'relu' } };
export const HYPERNETWORK = {
  type: 'hypernetwork',
  hyper: { type: 'mlp', depth: 3, activation: { name: 'relu' } },
  primary: { type: 'mlp', depth: 2, activation: { name: 'erf' } },
  coordinate_features: { kind: 'fourier_limit', length_scale: 1.5 },
};

export const X = [
  [1, 0],
  [0.6, 0.8],
  [-0.5, 2],
];
export const Z = [
  [0, 0],
  [0, 1],
  [1, 0.5],
];

/** Rows of numbers that look random and are the same every time. */
export function numbers(rows: number, columns: number, phase = 0): number[][] {
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (_, j) => Math.sin(12.9898 * (i * columns + j) + phase)),
  );
}

export function npy(rows: number[][] | number[]): Uint8Array {
  return encodeNpy(ndArray(rows));
}

export function ndArray(rows: number[][] | number[]): NdArray {
  const [first] = rows;
  if (!Array.isArray(first)) return { shape: [rows.length], data: Float64Array.from(rows as number[]) };
  return matrix(rows.length, first.length, Float64Array.from((rows as number[][]).flat()));
}

export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

/** The arrays of an .npz file by name; it must be stored, not compressed, as ours are. */
export function unzip(bytes: Uint8Array): Map<string, NdArray> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length - 22;
  if (view.getUint32(end, true) !== 0x06054b50) throw new Error('no end of a central directory');
  const arrays = new Map<string, NdArray>();
  let at = view.getUint32(end + 16, true);
  for (let file = 0; file < view.getUint16(end + 10, true); file++) {
    if (view.getUint32(at, true) !== 0x02014b50 || view.getUint16(at + 10, true) !== 0) throw new Error('not a stored file');
    const [size, nameLength] = [view.getUint32(at + 24, true), view.getUint16(at + 28, true)];
    const local = view.getUint32(at + 42, true);
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    arrays.set(name.replace(/\.npy$/, ''), decodeNpy(bytes.subarray(start, start + size)));
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return arrays;
}
