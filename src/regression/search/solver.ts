import { HypertangentError } from '../../errors.ts';
import { type ChosenSolver, chooseSolver, type SolverContext, type SolverSpec } from '../solver.ts';

/** The solvers whose work a search shares between ridges. */
export type SearchSolver = Extract<ChosenSolver, { kind: 'full_grid' | 'cholesky' }>;

/**
 * The solver of a search's cross-validation.
 *
 * @throws HypertangentError `invalid_value` on a solver that searches do not have, or that cannot take the problem
 */
export function chooseSearchSolver(spec: SolverSpec, context: Omit<SolverContext, 'jitters'>): SearchSolver {
  const chosen = isOfSearches(spec) ? chooseSolver(spec, { ...context, jitters: [] }) : spec;
  if (isOfSearches(chosen)) return chosen;
  const message = `a search takes the solvers full_grid and cholesky, not ${spec.kind}: candidates are compared by exact solutions`;
  const details = { path: '/solver/kind', expected: 'auto, full_grid or cholesky', received: spec.kind };
  throw new HypertangentError('invalid_value', message, details);
}

function isOfSearches<Spec extends SolverSpec>(spec: Spec): spec is Extract<Spec, { kind: 'auto' | SearchSolver['kind'] }> {
  return spec.kind === 'auto' || spec.kind === 'full_grid' || spec.kind === 'cholesky';
}
