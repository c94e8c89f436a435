import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Matrix } from '../../src/nd-array.ts';
import { sharedArray } from '../../src/threads/shared.ts';

/** Numbers from −1 to 1, the same in every run. */
export function uniform(rows: number, columns: number, seed: number): Matrix {
  const data = sharedArray(rows * columns);
  let state = seed | 0;
  for (let i = 0; i < data.length; i++) {
    // A linear congruential generator; its upper bits are random enough for a benchmark.
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    data[i] = state / 2 ** 31;
  }
  return { shape: [rows, columns], data };
}

/** Writes the bare numbers for a peer. */
export async function writeNumbers(folder: string, name: string, { data }: Matrix): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  return path;
}

/** Entries off the diagonal, as the peers choose them. */
export function corners(...matrices: readonly Matrix[]): number[] {
  return matrices.flatMap(({ shape: [rows, columns], data }) => [data[1]!, data[2 * columns - 1]!, data[(rows - 1) * columns]!]);
}
