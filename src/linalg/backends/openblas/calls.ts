import type { FailedPivot } from '../../backend.ts';
import type { Argument, Bindings, Routine } from './bindings.ts';

/** A row-major matrix inside `data`: entry (i, j) is `data[i·stride + j]`. For an offset pass a subarray, which copies nothing. */
export interface View {
  data: Float64Array;
  /** At least the number of columns. */
  stride: number;
}

/** One call of the library, its arguments checked and laid out; nothing has run yet. */
export interface Call<Result> {
  /** What it will cost, roughly. */
  readonly multiplications: number;
  /** Runs in the calling thread. */
  now(): Result;
  /** Runs in a thread of libuv's pool, while the event loop goes on. */
  later(): Promise<Result>;
}

export interface Gemm {
  rows: number;
  inner: number;
  columns: number;
  a: View;
  b: View;
  c: View;
  transposeA?: boolean;
  transposeB?: boolean;
  alpha?: number;
  beta?: number;
}

export interface Syrk {
  rows: number;
  inner: number;
  a: View;
  c: View;
  alpha?: number;
  beta?: number;
}

export interface Trsm {
  rows: number;
  columns: number;
  l: View;
  b: View;
  transpose?: boolean;
  /** `b` holds Bᵀ: a right-hand side in each row, `[columns, rows]`. A few of those, up to some 64, are solved 1.2 to 2 times as fast. */
  sidesInRows?: boolean;
}

// CBLAS's and LAPACK's words. LAPACK is column-major: what is a lower triangle here is an upper one there.
const ROW_MAJOR = 101;
const COLUMN_MAJOR = 102;
const AS_IT_IS = 111;
const TRANSPOSED = 112;
const UPPER = 121;
const LOWER = 122;
const NON_UNIT = 131;
const LEFT = 141;
const LAPACK_LOWER = 'U';
const WITH_VECTORS = 'V';
const ALL = 'A';

/** The largest order whose workspace, 1 + 6n + 2n² numbers, LAPACK can still count in 32 bits. */
export const LARGEST_SYEV = 32_766;

/** C ← α·op(A)·op(B) + β·C; op(A) is `[rows, inner]`, op(B) `[inner, columns]`. */
export function dgemm(blas: Bindings, { rows, inner, columns, a, b, c, alpha = 1, beta = 0, ...options }: Gemm): Call<void> {
  const { transposeA = false, transposeB = false } = options;
  check(a, ...(transposeA ? ([inner, rows] as const) : ([rows, inner] as const)));
  check(b, ...(transposeB ? ([columns, inner] as const) : ([inner, columns] as const)));
  check(c, rows, columns);
  return prepare(blas.dgemm, rows * inner * columns, [
    ROW_MAJOR,
    transposeA ? TRANSPOSED : AS_IT_IS,
    transposeB ? TRANSPOSED : AS_IT_IS,
    rows,
    columns,
    inner,
    alpha,
    a.data,
    stride(a),
    b.data,
    stride(b),
    beta,
    c.data,
    stride(c),
  ]);
}

/** Lower triangle of C ← α·A·Aᵀ + β·C; A is `[rows, inner]`. */
export function dsyrk(blas: Bindings, { rows, inner, a, c, alpha = 1, beta = 0 }: Syrk): Call<void> {
  check(a, rows, inner);
  check(c, rows, rows);
  const values = [ROW_MAJOR, LOWER, AS_IT_IS, rows, inner, alpha, a.data, stride(a), beta, c.data, stride(c)];
  return prepare(blas.dsyrk, (rows * rows * inner) / 2, values);
}

/** B ← L⁻¹B or L⁻ᵀB; B is `[rows, columns]`. */
export function dtrsm(blas: Bindings, { rows, columns, l, b, transpose = false, sidesInRows = false }: Trsm): Call<void> {
  check(l, rows, rows);
  if (sidesInRows) check(b, columns, rows);
  else check(b, rows, columns);
  // Seen column-major, Bᵀ is B and the lower triangle of L is the upper one of Lᵀ.
  const layout = sidesInRows ? [COLUMN_MAJOR, LEFT, UPPER] : [ROW_MAJOR, LEFT, LOWER];
  const op = transpose === sidesInRows ? AS_IT_IS : TRANSPOSED;
  const values = [...layout, op, NON_UNIT, rows, columns, 1, l.data, stride(l), b.data, stride(b)];
  return prepare(blas.dtrsm, (rows * rows * columns) / 2, values);
}

/** Lower triangle of A ← L with A = LLᵀ; null, or the first pivot that is not positive. */
export function dpotrf(blas: Bindings, size: number, a: View): Call<FailedPivot | null> {
  check(a, size, size);
  const info = new Int32Array(1);
  const values = [LAPACK_LOWER, Int32Array.of(size), a.data, Int32Array.of(stride(a)), info, 1];
  return prepare(blas.dpotrf, size ** 3 / 6, values, () => failedPivot(size, a, info[0]!));
}

/** A ← its eigenvectors, vᵢ in row i; the eigenvalues, ascending. Needs 2·size² numbers of workspace. */
export function dsyevd(blas: Bindings, size: number, a: View): Call<Float64Array> {
  check(a, size, size);
  if (size > LARGEST_SYEV) throw new RangeError(`eigenvectors of more than ${LARGEST_SYEV} rows are not to be had, got ${size}`);
  const eigenvalues = new Float64Array(size);
  const work = new Float64Array(1 + 6 * size + 2 * size * size);
  const indices = new Int32Array(3 + 5 * size);
  const info = new Int32Array(1);
  const values = [
    WITH_VECTORS,
    LAPACK_LOWER,
    Int32Array.of(size),
    a.data,
    Int32Array.of(stride(a)),
    eigenvalues,
    work,
    Int32Array.of(work.length),
    indices,
    Int32Array.of(indices.length),
    info,
    1,
    1,
  ];
  return prepare(blas.dsyevd, 4 * size ** 3, values, () => {
    if (info[0] !== 0) throw new Error(`dsyevd did not converge (info ${info[0]})`);
    return eigenvalues;
  });
}

/** B ← A; both are `[rows, columns]`. */
export function dlacpy(blas: Bindings, rows: number, columns: number, a: View, b: View): Call<void> {
  check(a, rows, columns);
  check(b, rows, columns);
  const [height, width] = [Int32Array.of(columns), Int32Array.of(rows)];
  const values = [ALL, height, width, a.data, Int32Array.of(stride(a)), b.data, Int32Array.of(stride(b)), 1];
  return prepare(blas.dlacpy, 0, values);
}

/** LAPACK stops at a pivot of 0 or less and leaves it in its place; NaN passes unseen and spreads to all later pivots. */
function failedPivot(size: number, a: View, info: number): FailedPivot | null {
  if (info < 0) throw new Error(`dpotrf refused its argument ${-info}`);
  const reached = info === 0 ? size : info;
  for (let index = 0; index < reached; index++) {
    const value = a.data[index * a.stride + index]!;
    if (!(value > 0)) return { index, value };
  }
  return null;
}

const INT32_MAX = 2 ** 31 - 1;

/** C would read and write past the end. Offsets are 64 bits wide inside the libraries; only lengths and strides have 32. */
function check({ data, stride }: View, rows: number, columns: number): void {
  if (!(rows >= 0 && rows <= INT32_MAX && columns >= 0 && columns <= INT32_MAX && stride <= INT32_MAX))
    throw new RangeError(`a [${rows}, ${columns}] matrix of stride ${stride} has lengths beyond 32 bits`);
  if (stride < columns || (rows > 0 && (rows - 1) * stride + columns > data.length))
    throw new RangeError(`a [${rows}, ${columns}] matrix of stride ${stride} does not fit into ${data.length} elements`);
}

/** BLAS wants at least 1, for empty matrices too. */
function stride(view: View): number {
  return Math.max(1, view.stride);
}

/** Arguments of running calls: a thread writes into their memory, which must not be collected meanwhile. */
const inUse = new Set<readonly Argument[]>();

function prepare(routine: Routine, multiplications: number, values: Argument[]): Call<void>;
function prepare<Result>(routine: Routine, multiplications: number, values: Argument[], finish: () => Result): Call<Result>;
function prepare(routine: Routine, multiplications: number, values: Argument[], finish = (): unknown => undefined): Call<unknown> {
  return {
    multiplications,
    now() {
      routine(...values);
      return finish();
    },
    async later() {
      inUse.add(values);
      try {
        await new Promise<void>((resolve, reject) => routine.async(...values, (error) => (error ? reject(error) : resolve())));
      } finally {
        inUse.delete(values);
      }
      return finish();
    },
  };
}
