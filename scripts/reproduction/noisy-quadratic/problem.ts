import { CholeskyDecomposition, EigenvalueDecomposition, inverse, Matrix } from 'ml-matrix';
import { RandomStream } from '../../../src/random/stream.ts';
import { product, scaled, square, sum, transposed } from './algebra.ts';

/**
 * The noisy quadratic model of a hypernetwork that is linear: weights θα of p numbers, made from an embedding α of d numbers;
 * a task is its optimum ε ~ N(W*, Σ), and its loss ½(θα − ε)ᵀH(θα − ε).
 */
export interface Problem {
  /** [p, p], symmetric and positive definite. */
  H: Matrix;
  /** [p, d] */
  theta: Matrix;
  /** [d, 1], before the inner step. */
  alpha0: Matrix;
  /** [p, 1], the mean of ε. */
  mean: Matrix;
  /** [p, p], the covariance of ε. */
  covariance: Matrix;
  /** Of the inner step, the learning rate γ. */
  gamma: number;
}

/** Sizes of weights and of the embedding. */
export interface Sizes {
  p: number;
  d: number;
}

/** Streams of a seed: problems take one each, draws of tasks those behind. */
export const TASKS_STREAM = 1_000_000;
/** Added to what is drawn, so that no direction is flat. */
const FLOOR = 0.1;

/** Number `index` of a seed; γ halves the steepest direction of the inner step. */
export function drawProblem({ p, d }: Sizes, seed: number, index: number): Problem {
  const normal = normals(seed, index);
  const spread = (size: number) => sum(scaled(1 / size, square(normal(size, size))), scaled(FLOOR, Matrix.eye(size)));
  const H = spread(p);
  const theta = normal(p, d);
  const steepest = Math.max(...new EigenvalueDecomposition(product(transposed(theta), H, theta)).realEigenvalues);
  return { H, theta, alpha0: normal(d, 1), mean: normal(p, 1), covariance: spread(p), gamma: 0.5 / steepest };
}

/** The same with a square θ such that γθθᵀH = I: one inner step reaches the optimum of every task. */
export function adaptedAtOnce(problem: Problem): Problem {
  const { H, gamma } = problem;
  const factor = new CholeskyDecomposition(H).lowerTriangularMatrix;
  return { ...problem, theta: scaled(1 / Math.sqrt(gamma), inverse(transposed(factor))) };
}

function normals(seed: number, index: number): (rows: number, columns: number) => Matrix {
  const stream = new RandomStream(seed, index);
  let drawn = 0;
  return (rows, columns) => {
    const found = new Matrix(rows, columns);
    for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) found.set(i, j, stream.normal(drawn++));
    return found;
  };
}

/** Draws tasks ε of a problem, one after the other. */
export function taskSource({ mean, covariance }: Problem, seed: number, index: number): () => Matrix {
  const factor = new CholeskyDecomposition(covariance).lowerTriangularMatrix;
  const normal = normals(seed, TASKS_STREAM + index);
  return () => sum(mean, product(factor, normal(mean.rows, 1)));
}
