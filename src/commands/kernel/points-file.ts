import { type ErrorCode, type ErrorDetails, HypertangentError, isHypertangentError } from '../../errors.ts';
import type { NdArray } from '../../nd-array.ts';
import { decodeNpy } from '../../store/npy/decode.ts';
import { refused } from '../arguments.ts';

/**
 * The numbers of a file of points: .npy, JSON or CSV, as its first bytes tell.
 *
 * @param name of the file, for errors
 * @throws HypertangentError `bad_request`, or what is wrong with the .npy file
 */
export function readPoints(bytes: Uint8Array, name: string): NdArray {
  if (bytes[0] === 0x93) return npy(bytes, name);
  const text = new TextDecoder().decode(bytes).trim();
  const rows = text.startsWith('[') ? jsonRows(text, name) : csvRows(text, name);
  const columns = rows[0]?.length ?? 0;
  const data = new Float64Array(rows.length * columns);
  rows.forEach((row, index) => {
    if (row.length !== columns)
      throw refused(`${name}: row ${index + 1} has ${row.length} numbers, the first has ${columns}; every point needs as many`);
    data.set(row, index * columns);
  });
  if (data.length === 0) throw refused(`${name} has no points`);
  return { shape: [rows.length, columns], data };
}

function npy(bytes: Uint8Array, name: string): NdArray {
  try {
    return decodeNpy(bytes);
  } catch (error) {
    if (!isHypertangentError(error)) throw error;
    throw new HypertangentError(error.code, `${name}: ${error.message}`, error.details as ErrorDetails[ErrorCode], error);
  }
}

function jsonRows(text: string, name: string): number[][] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw refused(`${name} is not JSON: ${(error as Error).message}`);
  }
  const isNumbers = (row: unknown) => Array.isArray(row) && row.every((value) => typeof value === 'number');
  if (Array.isArray(parsed) && parsed.every(isNumbers)) return parsed as number[][];
  throw refused(`${name} must hold a list of rows of numbers, such as [[1, 0], [0.6, 0.8]]`);
}

function csvRows(text: string, name: string): number[][] {
  return text
    .split(/\r?\n/)
    .map((line, index) => ({ line: line.trim(), number: index + 1 }))
    .filter(({ line }) => line !== '' && !line.startsWith('#'))
    .map(({ line, number }) => {
      const cells = line.split(/\s*[,;\t]\s*|\s+/);
      const values = cells.map((cell) => (cell === '' ? Number.NaN : Number(cell)));
      const bad = values.findIndex((value) => !Number.isFinite(value));
      if (bad >= 0) throw refused(`${name}, line ${number}: ${JSON.stringify(cells[bad]!.slice(0, 40))} is no number`);
      return values;
    });
}
