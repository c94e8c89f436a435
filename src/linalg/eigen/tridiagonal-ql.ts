/** Steps that one eigenvalue may take; two are usual. */
const MOST_STEPS = 60;

/** Off-diagonal entries below it are nothing beside a matrix of norm 1. */
const NEGLIGIBLE = 1e-140;

/** Below it a sum of squares has lost digits. */
const SMALLEST_SQUARE = 1e-280;

/**
 * Eigenvalues and eigenvectors of a small symmetric tridiagonal matrix T of norm about 1, by the implicit QL
 * algorithm with Wilkinson's shift: T = Σᵢ λᵢ·vᵢvᵢᵀ.
 *
 * Golub & Van Loan, Matrix Computations, §8.3; tql2 of EISPACK, dsteqr of LAPACK.
 *
 * @param diagonal `[n]`, becomes the eigenvalues, ascending
 * @param offDiagonal `[n − 1]` or longer, destroyed; entry i stands between rows i and i + 1
 * @param vectors rows of `stride` numbers, of which the first n of the first n are the zero matrix; becomes vᵢ in row i
 * @throws Error if an eigenvalue takes more steps than any should
 */
export function tridiagonalQl(diagonal: Float64Array, offDiagonal: Float64Array, vectors: Float64Array, stride: number): void {
  const n = diagonal.length;
  for (let i = 0; i < n; i++) vectors[i * stride + i] = 1;
  for (let first = 0; first < n; first++) {
    for (let step = 0; ; step++) {
      const last = blockEnd(diagonal, offDiagonal, first);
      if (last === first) break;
      if (step === MOST_STEPS) throw new Error(`the eigenvalues did not converge: entry ${first} after ${MOST_STEPS} steps of QL`);
      qlStep(diagonal, offDiagonal, first, last, vectors, stride);
    }
  }
  sortRows(diagonal, vectors, stride);
}

/** The last row of the block from `first` on that no negligible entry splits. */
function blockEnd(diagonal: Float64Array, offDiagonal: Float64Array, first: number): number {
  let last = first;
  for (; last < diagonal.length - 1; last++) {
    const beside = Math.abs(diagonal[last]!) + Math.abs(diagonal[last + 1]!);
    if (Math.abs(offDiagonal[last]!) <= (Number.EPSILON / 2) * beside + NEGLIGIBLE) break;
  }
  return last;
}

/** One sweep of rotations over rows `first` to `last`, from the bottom up. */
function qlStep(
  diagonal: Float64Array,
  offDiagonal: Float64Array,
  first: number,
  last: number,
  vectors: Float64Array,
  stride: number,
): void {
  const n = diagonal.length;
  const half = (diagonal[first + 1]! - diagonal[first]!) / (2 * offDiagonal[first]!);
  const root = Math.hypot(half, 1);
  let bulge = diagonal[last]! - diagonal[first]! + offDiagonal[first]! / (half + (half < 0 ? -root : root));
  let sine = 1;
  let cosine = 1;
  let shift = 0;
  for (let i = last - 1; i >= first; i--) {
    const across = sine * offDiagonal[i]!;
    const along = cosine * offDiagonal[i]!;
    const radius = length(across, bulge);
    if (i + 1 < last) offDiagonal[i + 1] = radius;
    if (radius === 0) {
      // The block falls apart here.
      diagonal[i + 1]! -= shift;
      offDiagonal[last] = 0;
      return;
    }
    sine = across / radius;
    cosine = bulge / radius;
    const value = diagonal[i + 1]! - shift;
    const slope = (diagonal[i]! - value) * sine + 2 * cosine * along;
    shift = sine * slope;
    diagonal[i + 1] = value + shift;
    bulge = cosine * slope - along;
    rotateRows(vectors, i * stride, (i + 1) * stride, n, cosine, -sine);
  }
  diagonal[first]! -= shift;
  offDiagonal[first] = bulge;
}

/**
 * Two rows x, y of `count` numbers from the places `x` and `y` on ← cosine·x + sine·y, cosine·y − sine·x.
 */
export function rotateRows(rows: Float64Array, x: number, y: number, count: number, cosine: number, sine: number): void {
  for (let k = 0; k < count; k++) {
    const [upper, lower] = [rows[x + k]!, rows[y + k]!];
    rows[x + k] = cosine * upper + sine * lower;
    rows[y + k] = cosine * lower - sine * upper;
  }
}

/** √(x² + y²), at its full precision for tiny numbers too. */
function length(x: number, y: number): number {
  const square = x * x + y * y;
  return square > SMALLEST_SQUARE ? Math.sqrt(square) : Math.hypot(x, y);
}

/** Exchanges rows until the eigenvalues ascend. */
function sortRows(values: Float64Array, vectors: Float64Array, stride: number): void {
  const n = values.length;
  for (let i = 0; i < n - 1; i++) {
    let least = i;
    for (let j = i + 1; j < n; j++) if (values[j]! < values[least]!) least = j;
    if (least === i) continue;
    [values[i], values[least]] = [values[least]!, values[i]!];
    const kept = vectors.slice(i * stride, i * stride + n);
    vectors.copyWithin(i * stride, least * stride, least * stride + n);
    vectors.set(kept, least * stride);
  }
}
