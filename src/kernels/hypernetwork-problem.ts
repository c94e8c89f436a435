import type { Matrix } from '../nd-array.ts';
import type { Hypernetwork, KernelOutput } from './architecture.ts';
import { type CoordinateClasses, coordinateClasses } from './coordinate-classes.ts';
import { type CoordinateCovariance, coordinateCovariance } from './coordinate-features.ts';
import {
  directFactor,
  type HyperFactor,
  type HyperTables,
  hyperTableKeys,
  hyperTargets,
  tabledFactor,
  takeRows,
} from './hyper-factor.ts';
import { type HypernetworkSide, hypernetworkSide } from './hypernetwork-side.ts';
import { MlpKernelRows } from './mlp.ts';
import { type Network, prepareNetwork } from './network.ts';
import { type HypernetworkPoints, type IndexedPoints, indexPoints } from './points.ts';
import type { TilePasses } from './tile.ts';

/** Tables over pairs of images, and over pairs of coordinates, are made up to these many numbers: 128 and 32 MiB. */
export const MOST_HYPER_NUMBERS = 2 ** 24;
export const MOST_INNER_NUMBERS = 2 ** 22;

/** Everything about a hypernetwork's kernel between two sets of points that does not belong to a single pair. */
export interface HypernetworkProblem {
  readonly symmetric: boolean;
  readonly hyperDepth: number;
  readonly primary: Network;
  readonly left: HypernetworkSide;
  readonly right: HypernetworkSide;
  readonly factor: HyperFactor;
  /** Writes Σ⁰(z_i, z′_j) for every i of `left` and j of `right` into `out`, row-major. */
  fillInner(left: Int32Array, right: Int32Array, out: Float64Array): void;
  /** Set when many pairs of points share few values of Σ⁰. */
  readonly classes: CoordinateClasses | null;
}

/** What a problem is made of. */
export interface HypernetworkRequest {
  architecture: Hypernetwork;
  points: HypernetworkPoints;
  /** The other side; omitted: the points themselves. */
  others?: HypernetworkPoints;
  /** Outputs that will be evaluated, with every layer of each if `allLayers`. */
  wanted: readonly KernelOutput[];
  allLayers: boolean;
  /** Both sides by their distinct images and coordinates, where that is known already; the points themselves are then not read. */
  indexed?: IndexedSides | undefined;
}

export interface IndexedSides {
  left: IndexedPoints;
  /** The left side again where there is no other. */
  right: IndexedPoints;
}

export function indexSides({ points, others, indexed }: HypernetworkRequest): IndexedSides {
  if (indexed) return indexed;
  const left = indexPoints(points);
  return { left, right: others === undefined ? left : indexPoints(others) };
}

/** f's kernel rows over distinct images, for making {@link HyperTables}; null when there are too many images for tables. */
export function hyperTableProblem(request: HypernetworkRequest) {
  const { architecture, others, wanted, allLayers } = request;
  const indexed = indexSides(request);
  const left = indexed.left.images;
  const right = others && indexed.right.images;
  const keys = hyperTableKeys(architecture.hyper.depth, wanted, allLayers);
  const columns = (right ?? left).shape[0];
  const fits = left.shape[0] * columns * keys.length <= MOST_HYPER_NUMBERS;
  return fits ? { hyper: architecture.hyper, images: left, others: right, keys } : null;
}

/** @param tables f's part, where it was made before */
export function prepareHypernetwork(request: HypernetworkRequest, passes: TilePasses, tables?: HyperTables): HypernetworkProblem {
  const { architecture, others } = request;
  const symmetric = others === undefined;
  const primary = prepareNetwork(architecture.primary, '/architecture/primary');
  const features = coordinateCovariance(architecture.coordinateFeatures, '/architecture/coordinate_features');
  const indexed = indexSides(request);
  const { left, right } = indexed;
  const rows = new MlpKernelRows(
    architecture.hyper,
    left.images,
    symmetric ? undefined : right.images,
    passes,
    '/architecture/hyper',
  );
  const embeddedLeft = features.embed(left.coordinates);
  const embeddedRight = symmetric ? embeddedLeft : features.embed(right.coordinates);
  const leftVariance = features.variance(embeddedLeft);
  const rightVariance = symmetric ? leftVariance : features.variance(embeddedRight);
  const inner = innerTable(features, embeddedLeft, embeddedRight);
  const leftSide = hypernetworkSide(primary, left, rows.leftDiagonals, leftVariance);
  return {
    symmetric,
    hyperDepth: architecture.hyper.depth,
    primary,
    left: leftSide,
    right: symmetric ? leftSide : hypernetworkSide(primary, right, rows.rightDiagonals, rightVariance),
    factor: hyperFactor({ ...request, indexed }, left, right, passes, rows, tables),
    fillInner: inner
      ? (a, b, out) => lookUp(inner, a, b, out)
      : (a, b, out) => fillDirectly(features, embeddedLeft, a, embeddedRight, b, out),
    classes: inner && coordinateClasses(inner, leftVariance, rightVariance, classLimit(left, right)),
  };
}

/** Classes are worth it when an image pair has at least twice as many entries as there are classes. */
function classLimit(left: IndexedPoints, right: IndexedPoints): number {
  return ((left.count / left.images.shape[0]) * (right.count / right.images.shape[0])) / 2;
}

function hyperFactor(
  request: HypernetworkRequest,
  left: IndexedPoints,
  right: IndexedPoints,
  passes: TilePasses,
  rows: MlpKernelRows,
  made: HyperTables | undefined,
): HyperFactor {
  if (made) return tabledFactor(made);
  const problem = hyperTableProblem(request);
  if (problem === null) return directFactor(request.architecture.hyper, left.images, right.images, passes, '/architecture/hyper');
  const tables = problem.keys.map((key) => ({ ...key, data: new Float64Array(rows.rows * rows.columns) }));
  rows.evaluate(0, rows.rows, hyperTargets(tables, rows.symmetric));
  return tabledFactor({ columns: rows.columns, tables });
}

function innerTable(features: CoordinateCovariance, left: Matrix, right: Matrix): Matrix | null {
  return left.shape[0] * right.shape[0] <= MOST_INNER_NUMBERS ? features.cross(left, right) : null;
}

function lookUp(table: Matrix, left: Int32Array, right: Int32Array, out: Float64Array): void {
  const columns = table.shape[1];
  for (let i = 0; i < left.length; i++) {
    const from = left[i]! * columns;
    const to = i * right.length;
    for (let j = 0; j < right.length; j++) out[to + j] = table.data[from + right[j]!]!;
  }
}

function fillDirectly(
  features: CoordinateCovariance,
  left: Matrix,
  rows: Int32Array,
  right: Matrix,
  columns: Int32Array,
  out: Float64Array,
): void {
  out.set(features.cross(takeRows(left, rows), takeRows(right, columns)).data);
}
