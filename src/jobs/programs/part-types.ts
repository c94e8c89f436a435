import type { MomentSums } from '../../empirical/moments.ts';
import type { WidthChoice } from '../../empirical/widths.ts';
import type { RegressorSummary } from '../../experiments/image-completion.ts';
import type { KernelOutput } from '../../kernels/architecture.ts';
import type { Provenance } from '../../provenance.ts';
import type { Criterion } from '../../regression/search/criterion.ts';
import type { Trial } from '../../regression/search/search.ts';
import type { ArrayValue } from '../../store/array-value.ts';
import type { StoredPart, SubsetSummary } from '../../store/regression-store.ts';
import type {
  ConvergenceStudyInput,
  EmpiricalInput,
  ImageCompletionInput,
  KernelsInput,
  RegressionInput,
  SearchInput,
} from './program.ts';

/** A request; with the answers of its parts, in their order, where these did the work and are to be put together. */
export type Gathered<Input, Part> = Input & { parts?: readonly Part[] };

/** One subset of a regression with the solver `subsets`. */
export interface SubsetInput {
  /** Of the regression that it is to be a part of. */
  regressionId: string;
  /** Which subset, from 0. */
  subset: number;
  regression: RegressionInput;
}

export type SubsetOutput = SubsetSummary & StoredPart;

/** Networks of one choice of widths. */
export interface NetworkRange {
  /** Absent where the architecture has its widths. */
  widths?: WidthChoice;
  /** Of the seed. */
  firstNetwork: number;
  samples: number;
}

/** Some of the networks of a job that draws many. */
export interface NetworkMomentsInput {
  networks: EmpiricalInput & Partial<Pick<ConvergenceStudyInput, 'widths'>>;
  ranges: NetworkRange[];
  wanted: 'moments' | 'skewed_moments' | 'samples';
}

export interface NetworkMomentsOutput {
  provenance: Provenance;
  ranges: DrawnRange[];
}

/** Matrices are `[n, n′]`; the kernels of each network, where they are wanted in place of moments, `[samples, n, n′]`. */
export interface DrawnRange extends NetworkRange {
  kernels: Partial<Record<KernelOutput, StoredMoments | ArrayValue>>;
}

export type StoredMoments = { [Name in keyof MomentSums]: MomentSums[Name] extends number ? number : ArrayValue };

/** Some candidates of a search by the strategy `grid`. */
export interface SearchCandidatesInput {
  search: SearchInput;
  /** Of each, in the order in which one job would try them. */
  places: number[];
  /** No other is begun from then on, in milliseconds since the epoch; `leads`: but the first, that there be one. */
  deadline: number;
  leads: boolean;
}

export interface SearchCandidatesOutput {
  provenance: Provenance;
  criterion: Criterion['kind'];
  trials: (Trial & { place: number })[];
  /** Whether all of them were tried. */
  complete: boolean;
}

/** Rows `start … stop` of kernel matrices. */
export interface KernelRowsInput {
  kernels: KernelsInput;
  start: number;
  stop: number;
}

export interface KernelRowsOutput {
  provenance: Provenance;
  start: number;
  /** Of one set of points the diagonal's: what is left of it stands above it. Of two sets 0. */
  firstColumn: number;
  /** Each `[stop − start, columns − firstColumn]`. */
  kernels: Partial<Record<KernelOutput, ArrayValue>>;
}

/** Some regressors of an image completion. */
export interface ImageRegressorsInput {
  completion: ImageCompletionInput;
  first: number;
  count: number;
}

export interface ImageRegressorsOutput {
  provenance: Provenance;
  regressors: StoredRegressor[];
}

export interface StoredRegressor {
  mean: ArrayValue;
  spread?: ArrayValue;
  summary: RegressorSummary;
}
