import type { Matrix } from '../../../nd-array.ts';
import type { Engine } from '../../../wasm/engine.ts';
import { LEFT, RIGHT } from '../../eigen/deflate.ts';
import { type RankOneUpdate, refinedWeight, secularRoot, vectorScale } from '../../eigen/secular.ts';
import { loadRow, storeRow } from './tile-memory.ts';

/** Two neighbouring blocks of a tridiagonal matrix that become one: rows `start` to `middle` and from there to `stop`. */
export interface Merge {
  start: number;
  middle: number;
  stop: number;
  rho: number;
  /** Eigenvalues that the update changes, k. */
  kept: number;
}

/**
 * What is known of all merges of one level, in shared memory of n numbers each: a merge's k ones stand from its `start`
 * on. Index i counts poles, in the order of {@link RankOneUpdate}; index j roots.
 */
export interface LevelArrays {
  poles: Float64Array;
  weights: Float64Array;
  /** Of pole i: the row of `source` with its eigenvector. */
  rows: Int32Array;
  /** Of pole i: which halves that row fills. */
  filled: Uint8Array;
  /** Root j is poles[origins[j]] + shifts[j]. */
  origins: Int32Array;
  shifts: Float64Array;
  /** Of pole i: {@link refinedWeight}. */
  refined: Float64Array;
  /** Of root j: {@link vectorScale}. */
  scales: Float64Array;
  /** Of root j: the row of `destination` for its eigenvector. */
  targets: Int32Array;
}

export interface LevelContext {
  merges: Merge[];
  arrays: LevelArrays;
}

export interface VectorContext extends LevelContext {
  /** Eigenvectors of the blocks, each in a row, in the block's columns. */
  source: Matrix;
  destination: Matrix;
}

/** Roots or poles for each index. */
const CHUNK = 64;
/** Poles that are in memory at a time. */
const DEPTH = 512;

/** A part of one merge's work: indices `from` to `to`, in the columns `column` to `columnStop` where that matters. */
interface Part {
  merge: Merge;
  from: number;
  to: number;
  column: number;
  columnStop: number;
}

/** Parts of {@link secularRootsTask} and the like. */
export function levelParts(merges: readonly Merge[]): Part[] {
  return merges.flatMap((merge) => partsOf(merge, merge.start, merge.start, CHUNK));
}

/** Parts of {@link mergeVectorsTask}: tiles of the new eigenvectors, each in one half of the columns. */
export function vectorParts(merges: readonly Merge[]): Part[] {
  return merges.flatMap((merge) => {
    const { start, middle, stop } = merge;
    const tile = tileOf(merge);
    const columns = [];
    for (let column = start; column < middle; column += tile) columns.push([column, Math.min(column + tile, middle)] as const);
    for (let column = middle; column < stop; column += tile) columns.push([column, Math.min(column + tile, stop)] as const);
    return columns.flatMap(([column, columnStop]) => partsOf(merge, column, columnStop, tile));
  });
}

function partsOf(merge: Merge, column: number, columnStop: number, length: number): Part[] {
  const parts: Part[] = [];
  for (let from = 0; from < merge.kept; from += length) {
    parts.push({ merge, from, to: Math.min(from + length, merge.kept), column, columnStop });
  }
  return parts;
}

/** Rows and columns of a tile: large for few copies, but enough tiles for all threads. */
function tileOf({ start, stop }: Merge): number {
  if (stop - start >= 4096) return 512;
  return stop - start >= 1024 ? 256 : 128;
}

/** Finds the roots of the secular equations. */
export function secularRootsTask(): (context: LevelContext) => (index: number) => void {
  return ({ merges, arrays }) => {
    const parts = levelParts(merges);
    return (index) => {
      const { merge, from, to } = parts[index]!;
      const update = updateOf(merge, arrays);
      for (let j = from; j < to; j++) {
        const { origin, shift } = secularRoot(update, j);
        arrays.origins[merge.start + j] = origin;
        arrays.shifts[merge.start + j] = shift;
      }
    };
  };
}

/** The weights that fit the roots found, after {@link secularRootsTask}. */
export function secularWeightsTask(): (context: LevelContext) => (index: number) => void {
  return ({ merges, arrays }) => {
    const parts = levelParts(merges);
    return (index) => {
      const { merge, from, to } = parts[index]!;
      const update = updateOf(merge, arrays);
      const [origins, shifts] = [partOf(merge, arrays.origins), partOf(merge, arrays.shifts)];
      for (let i = from; i < to; i++) arrays.refined[merge.start + i] = refinedWeight(update, origins, shifts, i);
    };
  };
}

/** The lengths of the eigenvectors, after {@link secularWeightsTask}. */
export function secularScalesTask(): (context: LevelContext) => (index: number) => void {
  return ({ merges, arrays }) => {
    const parts = levelParts(merges);
    return (index) => {
      const { merge, from, to } = parts[index]!;
      const [poles, refined] = [partOf(merge, arrays.poles), partOf(merge, arrays.refined)];
      for (let j = merge.start + from; j < merge.start + to; j++) {
        arrays.scales[j] = vectorScale(poles, refined, { origin: arrays.origins[j]!, shift: arrays.shifts[j]! });
      }
    };
  };
}

/**
 * The eigenvectors of the merged blocks, Sᵀ·V: `[k, k] × [k, columns]`, one tile for each index. S_ij is made where it is
 * needed; of V, whose rows fill one half each but for some that fill both, the rows alone that are not 0 in the tile's half.
 */
export function mergeVectorsTask(wasm: Engine): (context: VectorContext) => (index: number) => void {
  return ({ merges, arrays, source, destination }) => {
    const parts = vectorParts(merges);
    const largest = merges.reduce((most, merge) => Math.max(most, tileOf(merge)), 0);
    wasm.reset();
    const panelS = wasm.allocate(largest * DEPTH);
    const panelV = wasm.allocate(DEPTH * largest);
    const tile = wasm.allocate(largest * largest);
    return (index) => {
      const { merge, from, to, column, columnStop } = parts[index]!;
      const half = column < merge.middle ? LEFT : RIGHT;
      const filled = partOf(merge, arrays.filled);
      const chosen = Int32Array.from(filled.keys()).filter((i) => (filled[i]! & half) !== 0);
      const columns = columnStop - column;
      for (let first = 0; first === 0 || first < chosen.length; first += DEPTH) {
        const some = chosen.subarray(first, first + DEPTH);
        const depth = some.length;
        fillFactors(wasm.view(panelS, (to - from) * depth), merge, arrays, some, from, to);
        for (const [q, i] of some.entries()) {
          loadRow(wasm, panelV + 8 * q * columns, source, arrays.rows[merge.start + i]!, column, columns);
        }
        wasm.gemmNN(to - from, columns, depth, panelS, depth, panelV, columns, tile, columns, 1, first === 0 ? 0 : 1);
      }
      for (let j = from; j < to; j++) {
        storeRow(wasm, tile + 8 * (j - from) * columns, destination, arrays.targets[merge.start + j]!, column, columns);
      }
    };
  };
}

/** S_ij = scale_j·z_i/(d_i − λ_j), row by row for the roots j `from` to `to`, in each row the poles i `chosen`. */
function fillFactors(out: Float64Array, merge: Merge, arrays: LevelArrays, chosen: Int32Array, from: number, to: number): void {
  const [poles, refined] = [partOf(merge, arrays.poles), partOf(merge, arrays.refined)];
  const chosenPoles = Float64Array.from(chosen, (i) => poles[i]!);
  const chosenWeights = Float64Array.from(chosen, (i) => refined[i]!);
  let place = 0;
  for (let j = merge.start + from; j < merge.start + to; j++) {
    const pole = poles[arrays.origins[j]!]!;
    const shift = arrays.shifts[j]!;
    const scale = arrays.scales[j]!;
    for (let q = 0; q < chosenPoles.length; q++) out[place++] = (scale * chosenWeights[q]!) / (chosenPoles[q]! - pole - shift);
  }
}

function updateOf(merge: Merge, { poles, weights }: LevelArrays): RankOneUpdate {
  return { poles: partOf(merge, poles), weights: partOf(merge, weights), rho: merge.rho };
}

function partOf<Values extends Float64Array | Int32Array | Uint8Array>({ start, kept }: Merge, values: Values): Values {
  return values.subarray(start, start + kept) as Values;
}
