import type { Matrix } from '../nd-array.ts';

/** Copies the upper triangle of a square matrix onto the lower, tile by tile. */
export function mirror(square: Matrix): void {
  const size = square.shape[0];
  const tile = 64;
  const { data } = square;
  for (let rowStart = 0; rowStart < size; rowStart += tile) {
    const rowStop = Math.min(rowStart + tile, size);
    for (let columnStart = rowStart; columnStart < size; columnStart += tile) {
      const columnStop = Math.min(columnStart + tile, size);
      for (let i = rowStart; i < rowStop; i++) {
        for (let j = Math.max(columnStart, i + 1); j < columnStop; j++) data[j * size + i] = data[i * size + j]!;
      }
    }
  }
}
