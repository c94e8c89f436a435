import { bestBuild, type EngineBuild, instantiate } from './builds.ts';

/** Activations with a vectorised formula, and their codes in the engine; the others go pair by pair in JavaScript. */
export const ENGINE_ACTIVATIONS = {
  relu: 0,
  leaky_relu: 1,
  abs: 2,
  erf: 3,
  gelu: 4,
  sin: 5,
  cos: 6,
  rbf: 7,
  identity: 8,
} as const;

/**
 * What the module computes: float64, row-major matrices with leading dimensions in elements, pointers as byte
 * offsets. Matrices of a call must not overlap unless it says so. Zero sizes do nothing but scale by beta.
 */
interface EngineFunctions {
  /** C = alpha·A·Bᵀ + beta·C: `[m, k] × [n, k]` → `[m, n]`. With beta = 0, C is not read. */
  gemmNT: Gemm;
  /** C = alpha·A·B + beta·C: `[m, k] × [k, n]` → `[m, n]`. */
  gemmNN: Gemm;
  /** C = alpha·Aᵀ·B + beta·C: `[k, m] × [k, n]` → `[m, n]`. */
  gemmTN: Gemm;
  /** C = alpha·A·Aᵀ + beta·C, its lower triangle alone: `[n, k]` → `[n, n]`. */
  syrkLower(n: number, k: number, a: number, lda: number, c: number, ldc: number, alpha: number, beta: number): void;
  /**
   * Cholesky in place, the lower triangle alone.
   *
   * @returns −1, or the first pivot that is not positive, whose value then stands on the diagonal of `a`
   */
  potrf(n: number, a: number, lda: number): number;
  /** B ← B·L⁻ᵀ: L `[n, n]`, B `[m, n]`. Reads the lower triangle of `l` alone, as do the others. */
  trsmRightLowerTransposed(m: number, n: number, l: number, ldl: number, b: number, ldb: number): void;
  /** B ← L⁻¹B: L `[n, n]`, B `[n, k]`. */
  trsmLeftLower(n: number, k: number, l: number, ldl: number, b: number, ldb: number): void;
  /** B ← L⁻ᵀB: L `[n, n]`, B `[n, k]`. */
  trsmLeftLowerTransposed(n: number, k: number, l: number, ldl: number, b: number, ldb: number): void;
  /**
   * One layer of the recursion of kernels/recursion.ts over a tile `[rows, columns]` without gaps:
   *
   *   c = s·k,  k ← weight·E[φ(u)φ(v)] + bias,  t ← k + weight·s·E[φ′(u)φ′(v)]·t
   *
   * Within 1e-14 of the scalar formulas relative to √(q₁q₂), the moments of both diagonals; an entry does not depend on
   * its place in the tile, and exchanging var1 and var2 changes nothing.
   *
   * @param activation one of {@link ENGINE_ACTIVATIONS}
   * @param parameter slope of leaky_relu, gamma of rbf; ignored by the rest
   * @param t 0: not wanted
   * @param s 0: all ones
   * @param var1 `[rows]`, the variances Λ(u, u)
   * @param var2 `[columns]`
   * @param weight σ_w²γ²
   * @param bias σ_b²
   */
  propagateLayer(
    activation: number,
    parameter: number,
    rows: number,
    columns: number,
    k: number,
    t: number,
    s: number,
    var1: number,
    var2: number,
    weight: number,
    bias: number,
  ): void;
  /** The same over a list of pairs with one number `s` for all; `var1` and `var2` are `[count]`. Equal bits for equal pairs. */
  propagateLayerFlat(
    activation: number,
    parameter: number,
    count: number,
    k: number,
    t: number,
    s: number,
    var1: number,
    var2: number,
    weight: number,
    bias: number,
  ): void;
  /** out[i, j] = table[left[i], right[j]]: Int32 indices `[rows]` and `[columns]` of a table of `stride` columns → `[rows, columns]`. */
  gather(rows: number, columns: number, table: number, stride: number, left: number, right: number, out: number): void;
  /** out[k] = a[k]·b[k] for `count` numbers. */
  multiply(count: number, a: number, b: number, out: number): void;
  /** target = sourceᵀ: `[rows, columns]` → `[columns, rows]`, both without gaps. */
  transpose(rows: number, columns: number, source: number, target: number): void;
  /** 1 when none of `count` numbers is NaN or infinite, 0 otherwise. */
  allFinite(count: number, values: number): number;
  /**
   * Finds the pairs of a tile without gaps with |k_ij| > threshold·norm1_i·norm2_j.
   *
   * @param found takes their places i·columns + j as Int32, ascending; room for all
   * @returns how many there are
   */
  findNearParallel(
    rows: number,
    columns: number,
    k: number,
    norm1: number,
    norm2: number,
    threshold: number,
    found: number,
  ): number;
  /**
   * Numbers `first` … `first + count − 1` of a {@link NormalsAddress}, as float32; both builds give the same bits.
   *
   * Number 4b + j is number j of block b, which Philox4x32-10 makes of the counter (b mod 2³², ⌊b/2³²⌋, stream, network)
   * under the key `seed`, low words first. Its words w0 … w3 are two pairs for Box–Muller: numbers 0 and 1 are
   * √(−2·ln u₁)·cos(2πu₂) and √(−2·ln u₁)·sin(2πu₂) for u₁ = (w0 + ½)/2³², u₂ = w1/2³²; likewise 2 and 3 of w2 and w3.
   * Within 1.2e-6 of these formulas; the largest are ±6.76.
   *
   * @param seed a non-negative safe integer, as is `first`
   * @param out byte offset of `count` float32, a multiple of 4
   */
  fillNormals(seed: number, network: number, stream: number, first: number, count: number, out: number): void;
}

type Gemm = (
  m: number,
  n: number,
  k: number,
  a: number,
  lda: number,
  b: number,
  ldb: number,
  c: number,
  ldc: number,
  alpha: number,
  beta: number,
) => void;

/**
 * One instance of the module with its own memory; one per thread.
 *
 * The caller's memory is a stack that only grows and is emptied as a whole.
 */
export interface Engine extends EngineFunctions {
  /**
   * Room for so many numbers, on a cache line; not cleared.
   *
   * May move the memory, so that views made before are dead. Throws a RangeError past 4 GiB.
   *
   * @returns a byte offset
   */
  allocate(elements: number): number;
  /** Gives all that was allocated back; the memory itself stays. */
  reset(): void;
  /** `length` numbers from a byte offset, valid until the next `allocate`. */
  view(offset: number, length: number): Float64Array;
}

/** WebAssembly's, as far as it is used here. */
interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

const PAGE = 65536;
const LINE = 64;

/** @param build the fastest that this Node runs, unless given */
export function createEngine(build: EngineBuild = bestBuild()): Engine {
  const exports = instantiate(build) as unknown as EngineFunctions & {
    memory: Memory;
    heapStart(): number;
  };
  const { memory, heapStart, ...functions } = exports;
  const start = heapStart();
  let top = start;
  return {
    ...functions,
    allocate(elements) {
      const offset = top;
      const end = offset + Math.ceil((elements * 8) / LINE) * LINE;
      const missing = end - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
      top = end;
      return offset;
    },
    reset() {
      top = start;
    },
    view: (offset, length) => new Float64Array(memory.buffer, offset, length),
  };
}
