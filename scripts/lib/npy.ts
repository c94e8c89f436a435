import { encodeNpy as encode } from '../../src/client/index.ts';

/** Rows of equal length as an .npy file. */
export function encodeNpy(rows: readonly Float32Array[]): Uint8Array {
  const columns = rows[0]?.length ?? 0;
  const data = new Float32Array(rows.length * columns);
  for (const [index, row] of rows.entries()) data.set(row, index * columns);
  return encode({ shape: [rows.length, columns], data });
}
