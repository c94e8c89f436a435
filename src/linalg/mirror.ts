import type { Matrix } from '../nd-array.ts';

const TILE = 64;

/** Entries between two pauses: some milliseconds. */
const PAUSE = 2 ** 21;

/** Copies the lower triangle of a square matrix onto the upper, tile by tile, and lets the event loop go on meanwhile. */
export async function mirrorLower(square: Matrix): Promise<void> {
  const size = square.shape[0];
  let entries = 0;
  for (let start = 0; start < size; start += TILE) {
    const stop = Math.min(start + TILE, size);
    for (let columnStart = 0; columnStart < stop; columnStart += TILE) mirrorTile(square, start, stop, columnStart);
    entries += stop * (stop - start);
    if (entries < PAUSE) continue;
    entries = 0;
    await new Promise((resolve) => setTimeout(resolve));
  }
}

/** The tile of rows `start` to `stop` whose first column is `columnStart`, as far as it is below the diagonal. */
function mirrorTile({ shape: [size], data }: Matrix, start: number, stop: number, columnStart: number): void {
  for (let i = start; i < stop; i++) {
    const columnStop = Math.min(columnStart + TILE, i);
    for (let j = columnStart; j < columnStop; j++) data[j * size + i] = data[i * size + j]!;
  }
}
