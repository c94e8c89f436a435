import type { Certificate, PredictionCertificate } from '../../regression/regression.ts';
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

export function predictionCertificateBody({
  exactDifference,
  checkedPoints,
}: PredictionCertificate): Schema<'PredictionCertificate'> {
  return { exact_difference: exactDifference, checked_points: checkedPoints };
}

export function regressionBody(summary: RegressionSummary): Schema<'Regression'> {
  return {
    id: summary.id,
    created_at: new Date(summary.createdAt).toISOString(),
    ...(summary.owner !== undefined && { owner: summary.owner }),
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

/** A summary from how the contract has it, but for what is the service's own. */
export function regressionSummary(body: Schema<'Regression'>): Omit<RegressionSummary, 'id' | 'createdAt'> {
  const { certificate, diagnostics } = body;
  return {
    architectureType: body.architecture_type,
    kernel: body.kernel,
    solver: body.solver,
    points: body.points,
    outputs: body.outputs,
    ridge: body.ridge,
    jitter: body.jitter,
    trainMse: body.train_mse,
    ...(certificate && { certificate: certificateOf(certificate) }),
    ...(diagnostics?.log_marginal_likelihood !== undefined && {
      diagnostics: numbersOf(diagnostics, diagnostics.log_marginal_likelihood),
    }),
    ...(body.gradient_flow && { gradientFlow: true }),
    provenance: body.provenance,
  };
}

function certificateOf(body: Schema<'Certificate'>): Certificate {
  const { rank, iterations, relative_residual, exact_residual, checked_rows } = body;
  return {
    rank,
    iterations,
    relativeResidual: relative_residual,
    exactResidual: exact_residual,
    checkedRows: checked_rows,
  };
}

function numbersOf(body: Schema<'DiagnosticNumbers'>, logMarginalLikelihood: number): DiagnosticNumbers {
  const { leave_one_out_mse, effective_degrees_of_freedom, condition_estimate } = body;
  return {
    logMarginalLikelihood,
    ...(leave_one_out_mse !== undefined && { leaveOneOutMse: leave_one_out_mse }),
    ...(effective_degrees_of_freedom !== undefined && { effectiveDegreesOfFreedom: effective_degrees_of_freedom }),
    ...(condition_estimate !== undefined && { conditionEstimate: condition_estimate }),
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
