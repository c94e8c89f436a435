import type { Architecture } from '../kernels/architecture.ts';
import type { Provenance } from '../provenance.ts';
import type { DenseDiagnostics } from '../regression/dense/diagnostics.ts';
import type { FittedRegression } from '../regression/fit.ts';
import type { Certificate, RegressionKernel } from '../regression/regression.ts';
import type { SubsetPart } from '../regression/subsets/fit.ts';
import type { ArrayValue } from './array-value.ts';
import type { ModelSummary } from './kept-models.ts';

/** A fitted regression as it is listed. */
export interface RegressionSummary extends ModelSummary {
  architectureType: Architecture['type'];
  kernel: RegressionKernel;
  solver: FittedRegression['solver'];
  /** Training points. */
  points: number;
  /** Label columns. */
  outputs: number;
  /** λ, absolute. */
  ridge: number;
  jitter: number;
  trainMse: number;
  /** Of an iterative solver. */
  certificate?: Certificate;
  diagnostics?: DiagnosticNumbers;
  /** Whether it predicts at times of training. */
  gradientFlow?: boolean;
  provenance: Provenance;
}

/** What a fit found out about itself, without the arrays; see {@link DenseDiagnostics}. */
export interface DiagnosticNumbers extends Omit<DenseDiagnostics, 'leaveOneOut' | 'spectrum'> {
  leaveOneOutMse?: number;
}

/** The arrays that go with {@link DiagnosticNumbers}. */
export interface DiagnosticArrays {
  leaveOneOutResiduals?: ArrayValue;
  spectrum?: ArrayValue;
}

/** One subset of a regression that is fitted in parts. */
export interface SubsetSummary {
  /** Which one, from 0. */
  subset: number;
  points: number;
  ridge: number;
  jitter: number;
  trainMse: number;
  provenance: Provenance;
}

/** A part whose arrays may stand in files. */
export type StoredPart = Omit<SubsetPart, 'indices' | 'weights'> & { indices: ArrayValue; weights: ArrayValue };

/** A fitted regression as far as its size goes: shapes in place of arrays. */
export interface RegressionShape {
  architecture: Architecture;
  kernel: RegressionKernel;
  solver: FittedRegression['solver'];
  points: { x: readonly number[]; z?: readonly number[]; pairing?: 'rows' | 'grid' };
  /** Label columns. */
  outputs: number;
  gradientFlow?: boolean;
  /** Points that predictions are combinations of, where they are fewer than all. */
  landmarks?: number;
  /** Points of each regressor, and their number, where there are several. */
  subsets?: { size: number; count: number };
}

/** All that is kept of a regression; its arrays may stand in files. */
export interface StoredRegression {
  summary: RegressionSummary;
  regression: FittedRegression;
}

/** What is taken in of a regression that was exported. */
export type ImportedRegression = Omit<StoredRegression, 'summary'> & { summary: Omit<RegressionSummary, 'id' | 'createdAt'> };
