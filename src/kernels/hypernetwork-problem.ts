import { type Matrix, takeRows } from '../nd-array.ts';
import type { Hypernetwork, KernelOutput } from './architecture.ts';
import { type CoordinateClasses, coordinateClasses } from './coordinate-classes.ts';
import { type CoordinateCovariance, coordinateCovariance } from './coordinate-features.ts';
import { directFactor, type HyperFactor, type HyperTables, hyperTableKeys, hyperTargets, tabledFactor } from './hyper-factor.ts';
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

/** What depends on images alone, or on coordinates alone, for every pair of them; made once, and read by all threads. */
export interface HypernetworkTables {
  /** Null when there are too many images for tables. */
  hyper: HyperTables | null;
  /** Null when there are too many coordinates for a table. */
  coordinates: CoordinateTable | null;
}

/** Σ⁰ of all coordinates. */
export interface CoordinateTable {
  /** Σ⁰(z, z′) */
  cross: Matrix;
  /** Σ⁰(z, z) and Σ⁰(z′, z′) */
  leftVariance: Float64Array;
  rightVariance: Float64Array;
  /** Set when many pairs of points share few values of Σ⁰. */
  classes: CoordinateClasses | null;
}

/** Null when there are too many coordinates for a table. */
export function coordinateTable(request: HypernetworkRequest): CoordinateTable | null {
  const { left, right } = indexSides(request);
  if (left.coordinates.shape[0] * right.coordinates.shape[0] > MOST_INNER_NUMBERS) return null;
  const features = featuresOf(request);
  const embeddedLeft = features.embed(left.coordinates);
  const embeddedRight = left === right ? embeddedLeft : features.embed(right.coordinates);
  const leftVariance = features.variance(embeddedLeft);
  const rightVariance = left === right ? leftVariance : features.variance(embeddedRight);
  const cross = features.cross(embeddedLeft, embeddedRight);
  const classes = coordinateClasses(cross, leftVariance, rightVariance, classLimit(left, right));
  return { cross, leftVariance, rightVariance, classes };
}

/** @param made tables, where they were made before */
export function prepareHypernetwork(
  given: HypernetworkRequest,
  passes: TilePasses,
  made?: HypernetworkTables,
): HypernetworkProblem {
  const request = { ...given, indexed: indexSides(given) };
  const { architecture, others } = request;
  const symmetric = others === undefined;
  const primary = prepareNetwork(architecture.primary, '/architecture/primary');
  const { left, right } = request.indexed;
  const rows = new MlpKernelRows(
    architecture.hyper,
    left.images,
    symmetric ? undefined : right.images,
    passes,
    '/architecture/hyper',
  );
  const table = made ? made.coordinates : coordinateTable(request);
  const inner = table ? tabledInner(table, passes) : directInner(request);
  const leftSide = hypernetworkSide(primary, left, rows.leftDiagonals, inner.leftVariance);
  return {
    symmetric,
    hyperDepth: architecture.hyper.depth,
    primary,
    left: leftSide,
    right: symmetric ? leftSide : hypernetworkSide(primary, right, rows.rightDiagonals, inner.rightVariance),
    factor: hyperFactor(request, passes, rows, made),
    fillInner: inner.fill,
    classes: table?.classes ?? null,
  };
}

/** Classes are worth it when an image pair has at least twice as many entries as there are classes. */
function classLimit(left: IndexedPoints, right: IndexedPoints): number {
  return ((left.count / left.images.shape[0]) * (right.count / right.images.shape[0])) / 2;
}

function featuresOf({ architecture }: HypernetworkRequest): CoordinateCovariance {
  return coordinateCovariance(architecture.coordinateFeatures, '/architecture/coordinate_features');
}

function hyperFactor(
  request: HypernetworkRequest,
  passes: TilePasses,
  rows: MlpKernelRows,
  made: HypernetworkTables | undefined,
): HyperFactor {
  if (made?.hyper) return tabledFactor(made.hyper, passes);
  const problem = hyperTableProblem(request);
  if (problem === null) {
    const { left, right } = indexSides(request);
    return directFactor(request.architecture.hyper, left.images, right.images, passes, '/architecture/hyper');
  }
  const tables = problem.keys.map((key) => ({ ...key, data: new Float64Array(rows.rows * rows.columns) }));
  rows.evaluate(0, rows.rows, hyperTargets(tables, rows.symmetric));
  return tabledFactor({ rows: rows.rows, columns: rows.columns, tables }, passes);
}

/** Σ⁰ for a tile at a time, and of single coordinates. */
interface Inner {
  fill: HypernetworkProblem['fillInner'];
  leftVariance: Float64Array;
  rightVariance: Float64Array;
}

function tabledInner({ cross, leftVariance, rightVariance }: CoordinateTable, passes: TilePasses): Inner {
  return { fill: (a, b, out) => passes.gather(cross, a, b, out), leftVariance, rightVariance };
}

function directInner(request: HypernetworkRequest): Inner {
  const { left, right } = indexSides(request);
  const features = featuresOf(request);
  const embeddedLeft = features.embed(left.coordinates);
  const embeddedRight = left === right ? embeddedLeft : features.embed(right.coordinates);
  return {
    fill: (a, b, out) => out.set(features.cross(takeRows(embeddedLeft, a), takeRows(embeddedRight, b)).data),
    leftVariance: features.variance(embeddedLeft),
    rightVariance: features.variance(embeddedRight),
  };
}
