/** What is left of a row's square or variance, relative to what it was, that counts as nothing. */
const NEGLIGIBLE = 1e-12;

/**
 * Row-orthogonalisation of matrices P, `[sets, rows, n]`: P = F·Q with orthonormal rows of Q, by Gram and Schmidt in
 * float64, each row twice.
 *
 * @returns F `[sets, rows, rank]` and Q `[sets, rank, n]` with the largest rank there can be; rows of Q beyond a set's own are 0
 */
export function orthogonalised(p: ArrayLike<number>, sets: number, rows: number, n: number) {
  const bases: Float64Array[][] = [];
  for (let set = 0; set < sets; set++) {
    const basis: Float64Array[] = [];
    for (let i = 0; i < rows; i++) {
      const rest = Float64Array.from({ length: n }, (_, k) => p[(set * rows + i) * n + k]!);
      const own = dot(rest, rest);
      for (let pass = 0; pass < 2; pass++) for (const direction of basis) subtract(rest, direction, dot(rest, direction));
      const square = dot(rest, rest);
      if (square > NEGLIGIBLE * own && basis.length < n) basis.push(rest.map((value) => value / Math.sqrt(square)));
    }
    bases.push(basis);
  }
  const rank = Math.min(rows, n);
  const factor = new Float64Array(sets * rows * rank);
  const basis = new Float64Array(sets * rank * n);
  for (const [set, directions] of bases.entries()) {
    for (const [k, direction] of directions.entries()) {
      basis.set(direction, (set * rank + k) * n);
      for (let i = 0; i < rows; i++) {
        let product = 0;
        for (let j = 0; j < n; j++) product += p[(set * rows + i) * n + j]! * direction[j]!;
        factor[(set * rows + i) * rank + k] = product;
      }
    }
  }
  return { factor, basis, rank };
}

/**
 * Factors F with F·Fᵀ = A of positive semidefinite matrices, `[sets, n, n]`, by Cholesky's method with pivots.
 *
 * @param negligible the part of a row's own variance below which A is not known
 * @returns F `[sets, n, rank]`, with the largest rank of any set
 */
export function pivotedFactor(a: ArrayLike<number>, sets: number, n: number, negligible = NEGLIGIBLE) {
  const columnsOf: Float64Array[][] = [];
  for (let set = 0; set < sets; set++) {
    // Each row by its own size, so that small ones keep their digits.
    const sizes = Float64Array.from({ length: n }, (_, i) => Math.sqrt(Math.max(0, a[(set * n + i) * n + i]!)));
    const entry = (i: number, j: number) => a[(set * n + i) * n + j]! / (sizes[i]! * sizes[j]! || 1);
    const rest = sizes.map((size) => (size > 0 ? 1 : 0));
    const columns: Float64Array[] = [];
    while (columns.length < n) {
      const pivot = rest.reduce((best, value, index) => (value > rest[best]! ? index : best), 0);
      if (!(rest[pivot]! > negligible)) break;
      const column = new Float64Array(n);
      const root = Math.sqrt(rest[pivot]!);
      for (let i = 0; i < n; i++) {
        let sum = entry(i, pivot);
        for (const other of columns) sum -= other[i]! * other[pivot]!;
        column[i] = sum / root;
        rest[i]! -= column[i]! ** 2;
      }
      rest[pivot] = 0;
      columns.push(column);
    }
    columnsOf.push(columns.map((column) => column.map((value, i) => value * sizes[i]!)));
  }
  const rank = Math.max(1, ...columnsOf.map(({ length }) => length));
  const factor = new Float64Array(sets * n * rank);
  for (const [set, columns] of columnsOf.entries())
    for (const [k, column] of columns.entries()) for (let i = 0; i < n; i++) factor[(set * n + i) * rank + k] = column[i]!;
  return { factor, rank };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}

function subtract(from: Float64Array, direction: Float64Array, times: number): void {
  for (let k = 0; k < from.length; k++) from[k]! -= times * direction[k]!;
}
