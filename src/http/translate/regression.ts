import type { Certificate } from '../../regression/full-grid/certificate.ts';
import { DEFAULT_RIDGE, type Ridge } from '../../regression/ridge.ts';
import { DEFAULT_ITERATIONS, DEFAULT_SOLVER, DEFAULT_TOLERANCE, type SolverSpec } from '../../regression/solver.ts';
import type { DiagnosticArrays, DiagnosticNumbers, RegressionSummary, SubsetSummary } from '../../store/regression-store.ts';
import type { Schema } from '../contract/types.ts';

export function ridge(source: Schema<'Ridge'> | undefined): Ridge {
  return source ? { value: source.value, scale: source.scale ?? 'absolute' } : DEFAULT_RIDGE;
}

export function solver(source: Schema<'Solver'> | undefined): SolverSpec {
  switch (source?.kind) {
    case undefined:
      return DEFAULT_SOLVER;
    case 'cholesky':
      return { kind: 'cholesky' };
    case 'auto':
    case 'full_grid': {
      const { kind, tolerance = DEFAULT_TOLERANCE, max_iterations: mostIterations = DEFAULT_ITERATIONS } = source;
      return { kind, tolerance, mostIterations };
    }
    case 'conjugate_gradients': {
      const { kind, tolerance = DEFAULT_TOLERANCE, max_iterations: mostIterations = DEFAULT_ITERATIONS, seed = 0 } = source;
      const rank = source.preconditioner_rank;
      return { kind, tolerance, mostIterations, ...(rank !== undefined && { rank }), seed };
    }
    case 'nystrom':
      return { kind: 'nystrom', rank: source.rank, seed: source.seed ?? 0 };
    case 'subsets': {
      const { kind, count, size, disjoint = true, seed = 0 } = source;
      return { kind, count, size, disjoint, seed };
    }
  }
}

export function certificateBody(certificate: Certificate): Schema<'Certificate'> {
  const { rank, iterations, relativeResidual, exactResidual, checkedRows } = certificate;
  return {
    rank,
    iterations,
    relative_residual: relativeResidual,
    exact_residual: exactResidual,
    checked_rows: checkedRows,
  };
}

export function regressionBody(summary: RegressionSummary): Schema<'Regression'> {
  return {
    id: summary.id,
    created_at: new Date(summary.createdAt).toISOString(),
    architecture_type: summary.architectureType,
    kernel: summary.kernel,
    solver: summary.solver,
    points: summary.points,
    outputs: summary.outputs,
    ridge: summary.ridge,
    jitter: summary.jitter,
    train_mse: summary.trainMse,
    ...(summary.certificate && { certificate: certificateBody(summary.certificate) }),
    ...(summary.diagnostics && { diagnostics: diagnosticNumbers(summary.diagnostics) }),
    ...(summary.gradientFlow && { gradient_flow: true }),
    provenance: summary.provenance,
  };
}

export function diagnosticNumbers(numbers: Partial<DiagnosticNumbers>): Schema<'DiagnosticNumbers'> {
  const { logMarginalLikelihood, leaveOneOutMse, effectiveDegreesOfFreedom, conditionEstimate } = numbers;
  return {
    ...(logMarginalLikelihood !== undefined && { log_marginal_likelihood: logMarginalLikelihood }),
    ...(leaveOneOutMse !== undefined && { leave_one_out_mse: leaveOneOutMse }),
    ...(effectiveDegreesOfFreedom !== undefined && { effective_degrees_of_freedom: effectiveDegreesOfFreedom }),
    ...(conditionEstimate !== undefined && { condition_estimate: conditionEstimate }),
  };
}

export function diagnosticArrays({ leaveOneOutResiduals, spectrum }: DiagnosticArrays) {
  return {
    ...(leaveOneOutResiduals && { leave_one_out_residuals: leaveOneOutResiduals }),
    ...(spectrum && { spectrum }),
  };
}

export function subsetBody({
  subset,
  points,
  ridge: lambda,
  jitter,
  trainMse,
  provenance,
}: SubsetSummary): Schema<'RegressionSubset'> {
  return { subset, points, ridge: lambda, jitter, train_mse: trainMse, provenance };
}
