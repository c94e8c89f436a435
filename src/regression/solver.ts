import { HypertangentError } from '../errors.ts';
import type { Architecture } from '../kernels/architecture.ts';
import { type Points, pointCount } from '../kernels/points.ts';
import { MOST_COORDINATES } from './full-grid/pair-classes.ts';

/** How a regression is to be solved. */
export type SolverSpec =
  /** Whatever suits the points; see {@link chooseSolver}. */
  | { kind: 'auto'; tolerance: number; mostIterations: number }
  /** A dense factorisation of K + λI. */
  | { kind: 'cholesky' }
  /** All images × all coordinates at once, never holding K. */
  | { kind: 'full_grid'; tolerance: number; mostIterations: number };

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
export function chooseSolver(spec: SolverSpec, { architecture, points, ridge, jitters }: SolverContext): ChosenSolver {
  const isGrid = architecture.type === 'hypernetwork' && 'z' in points && points.pairing === 'grid';
  if (spec.kind === 'auto') {
    const suits = isGrid && pointCount(points) > SMALL_GRID && points.z.shape[0] <= MOST_COORDINATES;
    return suits && ridge.value > 0 && jitters.length === 0 ? { ...spec, kind: 'full_grid' } : { kind: 'cholesky' };
  }
  if (spec.kind === 'full_grid') {
    if (!isGrid) throw unsuitable('/train/pairing', 'points with pairing "grid" of a hypernetwork', received(architecture, points));
    if (ridge.value <= 0) throw unsuitable('/ridge/value', 'a ridge above 0 (without one its time has no bound)', ridge.value);
    if (jitters.length > 0) throw unsuitable('/jitter', 'no jitter (it factorises nothing)', jitters);
  }
  return spec;
}

function received(architecture: Architecture, points: Points): string {
  if (architecture.type === 'mlp') return 'mlp';
  return 'z' in points ? points.pairing : 'no z';
}

function unsuitable(path: string, needed: string, value: unknown): HypertangentError {
  const message = `the full_grid solver takes ${needed}; got ${JSON.stringify(value)} at ${path}`;
  return new HypertangentError('invalid_value', message, { path, expected: needed, received: value });
}
