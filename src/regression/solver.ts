import { HypertangentError } from '../errors.ts';
import type { Architecture } from '../kernels/architecture.ts';
import { type Points, pointCount } from '../kernels/points.ts';
import { MOST_COORDINATES } from './full-grid/decomposition/pair-classes.ts';
import type { SubsetsSpec } from './subsets/draw.ts';

/** How a regression is to be solved. */
export type SolverSpec =
  /** Whatever suits the points; see {@link chooseSolver}. */
  | { kind: 'auto'; tolerance: number; mostIterations: number }
  /** A dense factorisation of K + λI. */
  | { kind: 'cholesky' }
  /** All images × all coordinates at once, never holding K. */
  | { kind: 'full_grid'; tolerance: number; mostIterations: number }
  /** Any points, never holding K: every entry computed anew in each iteration. */
  | GradientsSpec
  /** Combinations of the kernels of some training points alone. */
  | { kind: 'nystrom'; rank: number; seed: number }
  /** The mean of dense regressions on subsets of the points (the paper's Eq. 19). */
  | ({ kind: 'subsets' } & SubsetsSpec);

export interface GradientsSpec {
  kind: 'conjugate_gradients';
  tolerance: number;
  mostIterations: number;
  /** Landmarks of the preconditioner; chosen unless given. */
  rank?: number;
  seed: number;
}

export const DEFAULT_TOLERANCE = 1e-6;
export const DEFAULT_ITERATIONS = 1000;
export const DEFAULT_SOLVER: SolverSpec = { kind: 'auto', tolerance: DEFAULT_TOLERANCE, mostIterations: DEFAULT_ITERATIONS };

/** Up to so many points a dense factorisation takes no longer, and knows more. */
const SMALL_GRID = 2048;

export type ChosenSolver = Exclude<SolverSpec, { kind: 'auto' }>;

/** What a choice depends on; arrays may be without numbers. */
export interface SolverContext {
  architecture: Architecture;
  points: Points;
  ridge: { value: number };
  jitters: readonly number[];
}

/**
 * The solver of a problem. `auto` is `full_grid` for more than 2048 points on a grid with a ridge above 0 and
 * no ladder of jitters, and `cholesky` otherwise.
 *
 * @throws HypertangentError `invalid_value` if the one that is asked for cannot take the problem
 */
export function chooseSolver(spec: SolverSpec, context: SolverContext): ChosenSolver {
  const { points, ridge, jitters } = context;
  if (spec.kind === 'auto') {
    const suits = isGrid(context) && pointCount(points) > SMALL_GRID && 'z' in points && points.z.shape[0] <= MOST_COORDINATES;
    return suits && ridge.value > 0 && jitters.length === 0 ? { ...spec, kind: 'full_grid' } : { kind: 'cholesky' };
  }
  checkSolver(spec, context);
  return spec;
}

/** @throws HypertangentError `invalid_value` if a solver cannot take a problem */
export function checkSolver(spec: ChosenSolver, context: SolverContext): void {
  const { architecture, points, ridge, jitters } = context;
  const require = (holds: boolean, path: string, needed: string, value: unknown) => {
    if (holds) return;
    const message = `the ${spec.kind} solver takes ${needed}; got ${JSON.stringify(value)} at ${path}`;
    throw new HypertangentError('invalid_value', message, { path, expected: needed, received: value });
  };
  const count = pointCount(points);
  if (spec.kind === 'full_grid')
    require(isGrid(context), '/train/pairing', 'points with pairing "grid" of a hypernetwork', received(architecture, points));
  if (spec.kind === 'full_grid' || spec.kind === 'conjugate_gradients' || spec.kind === 'nystrom') {
    require(ridge.value >
      0, '/ridge/value', 'a ridge above 0 (without one its answer may not exist, nor its time be bounded)', ridge.value);
    require(jitters.length === 0, '/jitter', 'no jitter (it does not factorise K + λI)', jitters);
  }
  if (spec.kind === 'nystrom')
    require(spec.rank <= count, '/solver/rank', `at most as many landmarks as points, ${count}`, spec.rank);
  if (spec.kind === 'conjugate_gradients' && spec.rank !== undefined)
    require(spec.rank <= count, '/solver/preconditioner_rank', `at most as many landmarks as points, ${count}`, spec.rank);
  if (spec.kind === 'subsets') {
    require(spec.size <= count, '/solver/size', `subsets of at most all ${count} points`, spec.size);
    const most = Math.floor(count / spec.size);
    require(!spec.disjoint ||
      spec.count <= most, '/solver/count', `at most ${most} disjoint subsets of ${spec.size} of ${count} points`, spec.count);
  }
}

function isGrid({ architecture, points }: SolverContext): boolean {
  return architecture.type === 'hypernetwork' && 'z' in points && points.pairing === 'grid';
}

function received(architecture: Architecture, points: Points): string {
  if (architecture.type === 'mlp') return 'mlp';
  return 'z' in points ? points.pairing : 'no z';
}
