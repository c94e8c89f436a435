import { DOUBLE, type DoubleTensors, INT32, type Tensor } from './double-tensors.ts';

/** op(A)·op(B), where op transposes or not. */
export function product(
  tensors: DoubleTensors,
  a: Tensor,
  b: Tensor,
  { transposeA = false, transposeB = false }: { transposeA?: boolean; transposeB?: boolean } = {},
): Tensor {
  const attributes = [tensors.type('T', DOUBLE), tensors.flag('transpose_a', transposeA), tensors.flag('transpose_b', transposeB)];
  const [id] = tensors.run('MatMul', attributes, [a.id, b.id], 1);
  return { id: id!, rows: transposeA ? a.columns : a.rows, columns: transposeB ? b.rows : b.columns };
}

/** A − op(B)·op(C); A is freed. Takes A, the product and the difference at once. */
export function subtractProduct(
  tensors: DoubleTensors,
  a: Tensor,
  b: Tensor,
  c: Tensor,
  options?: { transposeA?: boolean; transposeB?: boolean },
): Tensor {
  const subtrahend = product(tensors, b, c, options);
  const [id] = tensors.run('Sub', [tensors.type('T', DOUBLE)], [a.id, subtrahend.id], 1);
  tensors.free(a, subtrahend);
  return { ...a, id: id! };
}

/** Some rows, a tensor of their own; rows are contiguous, so that the library need not copy them where it can avoid it. */
export function rowsOf(tensors: DoubleTensors, { id, columns }: Tensor, start: number, count: number): Tensor {
  const [begin, size] = [tensors.indices(start, 0), tensors.indices(count, columns)];
  const [part] = tensors.run('Slice', [tensors.type('T', DOUBLE), tensors.type('Index', INT32)], [id, begin, size], 1);
  tensors.freeIndices(begin, size);
  return { id: part!, rows: count, columns };
}

/** Aᵀ, a copy. */
export function transpose(tensors: DoubleTensors, { id, rows, columns }: Tensor): Tensor {
  const order = tensors.indices(1, 0);
  const [flipped] = tensors.run('Transpose', [tensors.type('T', DOUBLE), tensors.type('Tperm', INT32)], [id, order], 1);
  tensors.freeIndices(order);
  return { id: flipped!, rows: columns, columns: rows };
}

/**
 * L with A = LLᵀ, from the lower triangle of A. On a matrix that is not positive definite the library raises no error:
 * there is NaN somewhere in what comes back, and what stands above the diagonal may be anything.
 */
export function choleskyFactor(tensors: DoubleTensors, a: Tensor): Tensor {
  const [id] = tensors.run('Cholesky', [tensors.type('T', DOUBLE)], [a.id], 1);
  return { ...a, id: id! };
}

/** L⁻¹B, or L⁻ᵀB, from the lower triangle of L alone. */
export function solveTriangle(tensors: DoubleTensors, l: Tensor, b: Tensor, transposed = false): Tensor {
  const attributes = [tensors.type('T', DOUBLE), tensors.flag('lower', true), tensors.flag('adjoint', transposed)];
  const [id] = tensors.run('MatrixTriangularSolve', attributes, [l.id, b.id], 1);
  return { ...b, id: id! };
}

/** Eigenvalues of a symmetric matrix, ascending, as a row; and its eigenvectors, in columns. */
export function eigen(tensors: DoubleTensors, a: Tensor): { values: Tensor; vectors: Tensor } {
  const attributes = [tensors.type('T', DOUBLE), tensors.flag('compute_v', true)];
  const [values, vectors] = tensors.run('SelfAdjointEigV2', attributes, [a.id], 2);
  return { values: { id: values!, rows: 1, columns: a.rows }, vectors: { ...a, id: vectors! } };
}
