import { makeZip, predictLength } from 'client-zip';
import type { ArrayValue } from '../../store/array-value.ts';
import { gatherBytes } from './gather.ts';
import { npyBytes, npyLength } from './npy.ts';
import type { Representation } from './representation.ts';

/**
 * Arrays as an .npz file: a zip of .npy files, stored, not compressed (random floats do not shrink).
 *
 * @param others members that are no arrays; they come first
 */
export function npzRepresentation(
  arrays: readonly { name: string; array: ArrayValue }[],
  fileName?: string,
  others: readonly { name: string; bytes: Uint8Array }[] = [],
): Representation {
  const files = [
    ...others.map(({ name, bytes }) => ({ name, size: bytes.length, input: bytes as Uint8Array<ArrayBuffer> })),
    ...arrays.map(({ name, array }) => ({ name: `${name}.npy`, size: npyLength(array), input: npyBytes(array) })),
  ];
  const length = Number(predictLength(files.map(({ name, size }) => ({ name, size }))));
  const body = gatherBytes(makeZip(files) as unknown as AsyncIterable<Uint8Array>);
  return { body, length, ...(fileName !== undefined && { fileName }) };
}
