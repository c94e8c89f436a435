import { takeRows } from '../nd-array.ts';
import type { CoordinateClasses } from './coordinate-classes.ts';
import { type CoordinateCovariance, coordinateCovariance } from './coordinate-features.ts';
import { directFactor, type HyperFactor, tabledFactor } from './hyper-factor.ts';
import { type HypernetworkRequest, indexSides } from './hypernetwork-request.ts';
import { type HypernetworkSide, hypernetworkSide } from './hypernetwork-side.ts';
import {
  type CoordinateTable,
  coordinateTable,
  type HypernetworkTables,
  hyperDiagonals,
  hyperTableProblem,
  tablesHere,
} from './hypernetwork-tables.ts';
import { type Network, prepareNetwork } from './network.ts';
import type { TilePasses } from './tile.ts';

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

/** Σ⁰ for a tile at a time, and of single coordinates. */
interface Inner {
  fill: HypernetworkProblem['fillInner'];
  leftVariance: Float64Array;
  rightVariance: Float64Array;
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
  const diagonals = made?.diagonals ?? hyperDiagonals(request);
  const table = made ? made.coordinates : coordinateTable(request);
  const inner = table ? tabledInner(table, passes) : directInner(request);
  const leftSide = hypernetworkSide(primary, left, diagonals.left, inner.leftVariance);
  return {
    symmetric,
    hyperDepth: architecture.hyper.depth,
    primary,
    left: leftSide,
    right: symmetric ? leftSide : hypernetworkSide(primary, right, diagonals.right, inner.rightVariance),
    factor: hyperFactor(request, passes, made),
    fillInner: inner.fill,
    classes: table?.classes ?? null,
  };
}

function featuresOf({ architecture }: HypernetworkRequest): CoordinateCovariance {
  return coordinateCovariance(architecture.coordinateFeatures, '/architecture/coordinate_features');
}

function hyperFactor(request: HypernetworkRequest, passes: TilePasses, made: HypernetworkTables | undefined): HyperFactor {
  if (made?.hyper) return tabledFactor(made.hyper, passes);
  const problem = hyperTableProblem(request);
  if (problem !== null) return tabledFactor(tablesHere(problem, passes), passes);
  const { left, right } = indexSides(request);
  return directFactor(request.architecture.hyper, left.images, right.images, passes, '/architecture/hyper');
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
