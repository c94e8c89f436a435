import type { Matrix } from '../../../nd-array.ts';

/**
 * S⁻¹ ≈ GᵀG with a lower triangular G of few entries in each row (a factorised sparse approximate inverse,
 * Kolotilina and Yeremin 1993): in row i, those of the inverse Cholesky factor of S at some earlier indices and i.
 */
export class SparseInverse {
  readonly #indices: readonly Int32Array[];
  readonly #values: Float64Array[] = [];

  /** @param indices earlier indices of each row */
  constructor(indices: readonly Int32Array[]) {
    this.#indices = indices;
  }

  /**
   * Gives the next row its values.
   *
   * @param block S at the row's indices and the row itself, its last, `[k + 1, k + 1]`; destroyed
   */
  addRow(block: Matrix): void {
    this.#values.push(lastRowOfInverseFactor(block));
  }

  /** columns[:, from … to) ← GᵀG·columns[:, from … to), of rows of `width` numbers. */
  multiply(columns: Float64Array, width: number, from: number, to: number): void {
    const rows = this.#indices.length;
    // Rows upwards read only what is still as it was, and then downwards likewise.
    for (let i = rows - 1; i >= 0; i--) {
      const values = this.#values[i]!;
      const indices = this.#indices[i]!;
      const own = values[indices.length]!;
      for (let j = from; j < to; j++) columns[i * width + j]! *= own;
      for (let k = 0; k < indices.length; k++) {
        const value = values[k]!;
        const source = indices[k]! * width;
        for (let j = from; j < to; j++) columns[i * width + j]! += value * columns[source + j]!;
      }
    }
    for (let i = 0; i < rows; i++) {
      const values = this.#values[i]!;
      const indices = this.#indices[i]!;
      const own = values[indices.length]!;
      for (let k = 0; k < indices.length; k++) {
        const value = values[k]!;
        const target = indices[k]! * width;
        for (let j = from; j < to; j++) columns[target + j]! += value * columns[i * width + j]!;
      }
      for (let j = from; j < to; j++) columns[i * width + j]! *= own;
    }
  }
}

/** The last row of L⁻¹, where S = LLᵀ; of the diagonal's alone where rounding left S without a factor. */
function lastRowOfInverseFactor({ shape: [size], data }: Matrix): Float64Array {
  const out = new Float64Array(size);
  const last = data[size * size - 1]!;
  for (let j = 0; j < size; j++) {
    for (let k = 0; k < j; k++) {
      const factor = data[j * size + k]!;
      for (let i = j; i < size; i++) data[i * size + j]! -= data[i * size + k]! * factor;
    }
    const pivot = data[j * size + j]!;
    if (!(pivot > 0)) {
      out.fill(0);
      out[size - 1] = 1 / Math.sqrt(last);
      return out;
    }
    const scale = 1 / Math.sqrt(pivot);
    for (let i = j; i < size; i++) data[i * size + j]! *= scale;
  }
  // xᵀL = eᵀ, from the last entry back.
  out[size - 1] = 1 / data[size * size - 1]!;
  for (let j = size - 2; j >= 0; j--) {
    let sum = 0;
    for (let i = j + 1; i < size; i++) sum += out[i]! * data[i * size + j]!;
    out[j] = -sum / data[j * size + j]!;
  }
  return out;
}
