import { type Matrix, matrix } from '../../../nd-array.ts';
import { symmetrised } from '../preconditioner/symmetrised.ts';
import type { CoordinateBasis } from './coordinate-basis.ts';

/** B_1 … B_r, block-diagonal in some basis. */
export interface CoordinateFactors {
  readonly blocks: readonly CoordinateBlock[];
}

/** One block of every factor: `[p_b, p′_b]`. */
export interface CoordinateBlock {
  readonly factors: readonly Matrix[];
}

/**
 * B_q in a basis that {@link coordinateBasis} found.
 *
 * A function of the basis is constant in size over an orbit of the reflections, and B_q is the same after each of
 * them: one row of B_q for each pair of functions is enough.
 *
 * @param coefficients B_q at each class of pairs, `[r, classes]`
 * @param classOf class of each pair, `[p, p]`
 */
export function factorsInBasis(coefficients: Matrix, classOf: Int32Array, basis: CoordinateBasis): CoordinateFactors {
  const [rank, count] = coefficients.shape;
  const { blocks, width, places, weights } = basis;
  const p = places.length / width;
  let first = 0;
  return {
    blocks: blocks.map((size) => {
      const factors = Array.from({ length: rank }, () => matrix(size, size));
      for (let f = 0; f < size; f++) {
        const own = (first + f) * width;
        const row = places[own]! * p;
        for (let g = 0; g < size; g++) {
          for (let e = (first + g) * width; e < (first + g + 1) * width; e++) {
            if (weights[e] === 0) continue;
            const scale = weights[e]! / weights[own]!;
            const found = classOf[row + places[e]!]!;
            for (let q = 0; q < rank; q++) factors[q]!.data[f * size + g]! += scale * coefficients.data[q * count + found]!;
          }
        }
      }
      first += size;
      return { factors };
    }),
  };
}

/** Σ β_q B_q, block by block, made symmetric: as a part of a decomposition it is so up to its error only. */
export function combineFactors({ blocks }: CoordinateFactors, beta: Float64Array): Matrix[] {
  return blocks.map(({ factors }) => {
    const out = matrix(...factors[0]!.shape);
    for (const [q, { data }] of factors.entries()) for (let k = 0; k < data.length; k++) out.data[k]! += beta[q]! * data[k]!;
    return symmetrised(out);
  });
}

/**
 * B_q between some coordinates and those of training, all in one block.
 *
 * @param stored B_qᵀ beside each other, `[p′, r·p]`: entry (j, q·p + i) is B_q(z_i, z′_j)
 * @param places of the coordinates among the p
 */
export function factorsAt({ shape: [others, wide], data }: Matrix, rank: number, places: Int32Array): CoordinateFactors {
  const p = wide / rank;
  const factors = Array.from({ length: rank }, (_, q) => {
    const factor = matrix(places.length, others);
    for (const [i, place] of places.entries())
      for (let j = 0; j < others; j++) factor.data[i * others + j] = data[j * wide + q * p + place]!;
    return factor;
  });
  return { blocks: [{ factors }] };
}

/** B_qᵀ beside each other, `[p, r·p]`: entry (j, q·p + i) is B_q(z_i, z_j). */
export function storedFactors({ shape: [rank, count], data }: Matrix, classOf: Int32Array): Matrix {
  const p = Math.sqrt(classOf.length);
  const out = matrix(p, rank * p);
  for (let j = 0; j < p; j++)
    for (let q = 0; q < rank; q++)
      for (let i = 0; i < p; i++) out.data[(j * rank + q) * p + i] = data[q * count + classOf[i * p + j]!]!;
  return out;
}
