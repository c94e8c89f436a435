import { DEFAULT_RIDGE, type Ridge } from '../../regression/ridge.ts';
import type { RegressionSummary } from '../../store/regression-store.ts';
import type { Schema } from '../contract/types.ts';

export function ridge(source: Schema<'Ridge'> | undefined): Ridge {
  return source ? { value: source.value, scale: source.scale ?? 'absolute' } : DEFAULT_RIDGE;
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
    provenance: summary.provenance,
  };
}
