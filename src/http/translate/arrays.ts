import { HypertangentError } from '../../errors.ts';
import { atField } from '../../jobs/programs/load-array.ts';
import type { ArrayInput, PointsInput } from '../../jobs/programs/program.ts';
import type { NdArray } from '../../nd-array.ts';
import type { ArrayStore } from '../../store/array-store.ts';
import { decodeNpy } from '../../store/npy/decode.ts';
import type { Schema } from '../contract/types.ts';

/**
 * An array of a request, with inline numbers made float64 and references looked up.
 *
 * @param path JSON Pointer of the array, for errors
 * @throws HypertangentError `ragged_array`, `malformed_npy`, `unsupported_dtype`, `array_not_found` or `shape_mismatch`
 */
export async function arrayInput(source: Schema<'Array'>, path: string, arrays: ArrayStore): Promise<ArrayInput> {
  if (Array.isArray(source)) return nestedList(source, path);
  if ('npy_base64' in source) return atField(`${path}/npy_base64`, async () => decodeNpy(base64Bytes(source.npy_base64)));
  const { shape } = await atField(`${path}/array_id`, () => arrays.get(source.array_id));
  if (source.rows === undefined) return { arrayId: source.array_id, shape };
  const [start, stop] = source.rows as [number, number];
  const available = shape[0] ?? 0;
  if (start > stop || stop > available) {
    throw new HypertangentError(
      'shape_mismatch',
      `${path} asks for rows [${start}, ${stop}] of ${source.array_id}, which has ${available}`,
      {
        path: `${path}/rows`,
        expected: `0 ≤ start ≤ stop ≤ ${available}`,
        received: `[${start}, ${stop}]`,
      },
    );
  }
  return { arrayId: source.array_id, shape: [stop - start, ...shape.slice(1)], rows: [start, stop] };
}

/** Strict: Node would skip over what is not base64. */
function base64Bytes(text: string): Uint8Array {
  if (/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(text)) return Buffer.from(text, 'base64');
  const reason = 'the text is not base64';
  throw new HypertangentError('malformed_npy', `Not an .npy file: ${reason}`, { reason });
}

export async function pointsInput(source: Schema<'Points'>, path: string, arrays: ArrayStore): Promise<PointsInput> {
  return {
    x: await arrayInput(source.x, `${path}/x`, arrays),
    ...(source.z !== undefined && { z: await arrayInput(source.z, `${path}/z`, arrays) }),
    ...(source.pairing !== undefined && { pairing: source.pairing }),
  };
}

function nestedList(source: Schema<'NestedList'>, path: string): NdArray {
  const [first] = source;
  if (!Array.isArray(first)) {
    const bad = source.findIndex((item) => typeof item !== 'number');
    if (bad >= 0) throw ragged(path, bad, 0, (source[bad] as number[]).length, 'a list of numbers has a row in it');
    return { shape: [source.length], data: Float64Array.from(source as number[]) };
  }
  const columns = first.length;
  const data = new Float64Array(source.length * columns);
  source.forEach((values, index) => {
    if (!Array.isArray(values)) throw ragged(path, index, columns, 0, 'a list of rows has a number in it');
    if (values.length !== columns) throw ragged(path, index, columns, values.length, `rows must have equal lengths`);
    data.set(values, index * columns);
  });
  return { shape: [source.length, columns], data };
}

function ragged(path: string, row: number, expectedLength: number, receivedLength: number, why: string): HypertangentError {
  const message = `${path} is ragged: ${why}; row ${row} has ${receivedLength} elements, row 0 has ${expectedLength}`;
  return new HypertangentError('ragged_array', message, { path, row, expectedLength, receivedLength });
}
