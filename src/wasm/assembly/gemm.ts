import { BLOCK_COLUMNS, BLOCK_ROWS, CACHE_COLUMNS, CACHE_DEPTH, CACHE_ROWS, edgeTile, F64, packedA, packedB } from './layout';
import { multiplyBlock } from './micro-kernel';

/** C = alpha·A·Bᵀ + beta·C: `[m, k] × [n, k]` → `[m, n]`. With beta = 0, C is not read. */
export function gemmNT(
  m: i32, n: i32, k: i32,
  a: usize, lda: i32, b: usize, ldb: i32, c: usize, ldc: i32,
  alpha: f64, beta: f64,
): void {
  multiply(m, n, k, a, lda, b, ldb, 1, c, ldc, alpha, beta, false);
}

/** C = alpha·A·B + beta·C: `[m, k] × [k, n]` → `[m, n]`. With beta = 0, C is not read. */
export function gemmNN(
  m: i32, n: i32, k: i32,
  a: usize, lda: i32, b: usize, ldb: i32, c: usize, ldc: i32,
  alpha: f64, beta: f64,
): void {
  multiply(m, n, k, a, lda, b, 1, ldb, c, ldc, alpha, beta, false);
}

/** C = alpha·Aᵀ·B + beta·C: `[k, m] × [k, n]` → `[m, n]`. With beta = 0, C is not read. */
export function gemmTN(
  m: i32, n: i32, k: i32,
  a: usize, lda: i32, b: usize, ldb: i32, c: usize, ldc: i32,
  alpha: f64, beta: f64,
): void {
  multiplyStrided(m, n, k, a, 1, lda, b, 1, ldb, c, ldc, alpha, beta, false);
}

/** C = alpha·A·Aᵀ + beta·C, the lower triangle alone: `[n, k]` → `[n, n]`. The upper one is left as it is. */
export function syrkLower(n: i32, k: i32, a: usize, lda: i32, c: usize, ldc: i32, alpha: f64, beta: f64): void {
  multiply(n, n, k, a, lda, a, lda, 1, c, ldc, alpha, beta, true);
}

function multiply(
  m: i32, n: i32, k: i32,
  a: usize, lda: i32, b: usize, columnB: i32, depthB: i32, c: usize, ldc: i32,
  alpha: f64, beta: f64, lower: bool,
): void {
  multiplyStrided(m, n, k, a, lda, 1, b, columnB, depthB, c, ldc, alpha, beta, lower);
}

/**
 * The product over cache blocks: a block of B, and one of A, packed into panels as wide as the register block.
 *
 * Edges are padded with zeros and summed like the interior, so that an entry does not depend on where it stands.
 * `rowA`, `depthA`: distance of A's neighbours along m and k; `columnB`, `depthB`: of B's along n and k.
 *
 * Goto & van de Geijn, Anatomy of High-Performance Matrix Multiplication, ACM TOMS 2008.
 */
function multiplyStrided(
  m: i32, n: i32, k: i32,
  a: usize, rowA: i32, depthA: i32, b: usize, columnB: i32, depthB: i32, c: usize, ldc: i32,
  alpha: f64, beta: f64, lower: bool,
): void {
  const panelsA = packedA();
  const panelsB = packedB();
  for (let j = 0; j < n; j += CACHE_COLUMNS) {
    const columns = min(CACHE_COLUMNS, n - j);
    // Without terms C is still scaled by beta.
    for (let p = 0; p == 0 || p < k; p += CACHE_DEPTH) {
      const depth = min(CACHE_DEPTH, k - p);
      const keep = p == 0 ? beta : 1;
      pack(columns, depth, at(b, j, columnB, p, depthB), columnB, depthB, panelsB);
      for (let i = lower ? j : 0; i < m; i += CACHE_ROWS) {
        const rows = min(CACHE_ROWS, m - i);
        pack(rows, depth, at(a, i, rowA, p, depthA), rowA, depthA, panelsA);
        multiplyPanels(rows, columns, depth, panelsA, panelsB, at(c, i, ldc, j, 1), ldc, alpha, keep, lower ? i - j : i32.MAX_VALUE / 2);
      }
    }
  }
}

@inline
function at(base: usize, i: i32, strideI: i32, j: i32, strideJ: i32): usize {
  return base + (<usize>i * <usize>strideI + <usize>j * <usize>strideJ) * F64;
}

/** The packed blocks' product into C, entries with column ≤ row + `diagonal` alone. */
function multiplyPanels(
  rows: i32, columns: i32, depth: i32,
  a: usize, b: usize, c: usize, ldc: i32,
  alpha: f64, beta: f64, diagonal: i32,
): void {
  const panel = <usize>depth * 4 * F64;
  for (let j = 0; j < columns; j += BLOCK_COLUMNS) {
    const panelB = b + <usize>(j / BLOCK_COLUMNS) * panel;
    for (let i = 0; i < rows; i += BLOCK_ROWS) {
      if (j > i + diagonal + BLOCK_ROWS - 1) continue;
      const panelA = a + <usize>(i / BLOCK_ROWS) * panel;
      const block = at(c, i, ldc, j, 1);
      if (i + BLOCK_ROWS <= rows && j + BLOCK_COLUMNS <= columns && j + BLOCK_COLUMNS - 1 <= i + diagonal) {
        multiplyBlock(depth, panelA, panelB, block, <usize>ldc * F64, alpha, beta);
      } else {
        multiplyEdge(depth, panelA, panelB, block, ldc, alpha, beta, min(BLOCK_ROWS, rows - i), min(BLOCK_COLUMNS, columns - j), i + diagonal - j);
      }
    }
  }
}

/** A register block of which `rows` × `columns` entries with column ≤ row + `diagonal` belong to C. */
function multiplyEdge(
  depth: i32, a: usize, b: usize, c: usize, ldc: i32,
  alpha: f64, beta: f64, rows: i32, columns: i32, diagonal: i32,
): void {
  const tile = edgeTile();
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < min(columns, i + diagonal + 1); j++) store<f64>(at(tile, i, BLOCK_COLUMNS, j, 1), load<f64>(at(c, i, ldc, j, 1)));
  }
  multiplyBlock(depth, a, b, tile, <usize>BLOCK_COLUMNS * F64, alpha, beta);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < min(columns, i + diagonal + 1); j++) store<f64>(at(c, i, ldc, j, 1), load<f64>(at(tile, i, BLOCK_COLUMNS, j, 1)));
  }
}

/** Packs `rows` vectors of `depth` entries into panels `[depth, 4]` of four vectors each, the last padded with zeros. */
function pack(rows: i32, depth: i32, source: usize, rowStride: i32, depthStride: i32, out: usize): void {
  const step = <usize>depthStride * F64;
  const stride = <usize>rowStride * F64;
  for (let i = 0; i < rows; i += 4) {
    let p0 = source + <usize>i * stride;
    if (i + 4 > rows) {
      packEdge(rows - i, depth, p0, stride, step, out);
    } else if (rowStride == 1) {
      for (let p = 0; p < depth; p++) {
        v128.store(out, v128.load(p0));
        v128.store(out, v128.load(p0, 16), 16);
        out += 32;
        p0 += step;
      }
    } else {
      let p1 = p0 + stride;
      let p2 = p1 + stride;
      let p3 = p2 + stride;
      let p = 0;
      if (depthStride == 1) {
        for (; p + 2 <= depth; p += 2) {
          const x0 = v128.load(p0);
          const x1 = v128.load(p1);
          const x2 = v128.load(p2);
          const x3 = v128.load(p3);
          v128.store(out, v128.shuffle<f64>(x0, x1, 0, 2));
          v128.store(out, v128.shuffle<f64>(x2, x3, 0, 2), 16);
          v128.store(out, v128.shuffle<f64>(x0, x1, 1, 3), 32);
          v128.store(out, v128.shuffle<f64>(x2, x3, 1, 3), 48);
          out += 64;
          p0 += 16;
          p1 += 16;
          p2 += 16;
          p3 += 16;
        }
      }
      for (; p < depth; p++) {
        store<f64>(out, load<f64>(p0));
        store<f64>(out, load<f64>(p1), 8);
        store<f64>(out, load<f64>(p2), 16);
        store<f64>(out, load<f64>(p3), 24);
        out += 32;
        p0 += step;
        p1 += step;
        p2 += step;
        p3 += step;
      }
    }
  }
}

function packEdge(rows: i32, depth: i32, source: usize, stride: usize, step: usize, out: usize): void {
  for (let p = 0; p < depth; p++) {
    for (let i = 0; i < 4; i++) {
      store<f64>(out, i < rows ? load<f64>(source + <usize>i * stride) : 0);
      out += F64;
    }
    source += step;
  }
}
