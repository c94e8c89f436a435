import type { Control } from '../../control.ts';
import type { TensorSetting } from '../../empirical/backends/names.ts';
import type { TensorBackend } from '../../empirical/backends/tensor-backend.ts';
import type { StudiedKernel } from '../../empirical/convergence-study.ts';
import type { EmpiricalKernel } from '../../empirical/empirical-kernels.ts';
import type { GeneratedWeightsKind } from '../../empirical/networks/output-rows.ts';
import type { Verification, VerifiedKernel } from '../../empirical/verification/verify-kernels.ts';
import type { WidthChoice } from '../../empirical/widths.ts';
import type { Engine } from '../../engine/engine.ts';
import type { ImageErrors } from '../../experiments/image-errors.ts';
import type { Architecture, Hypernetwork, KernelOutput } from '../../kernels/architecture.ts';
import type { FollowMatrix } from '../../kernels/kernel-matrices.ts';
import type { Matrix, NdArray } from '../../nd-array.ts';
import type { Provenance } from '../../provenance.ts';
import type { FitExtras, PredictionExtras } from '../../regression/dense/extras.ts';
import type { FittedRegression } from '../../regression/fit.ts';
import type { Certificate, PredictionCertificate, RegressionKernel } from '../../regression/regression.ts';
import type { Ridge } from '../../regression/ridge.ts';
import type { Criterion } from '../../regression/search/criterion.ts';
import type { Trial } from '../../regression/search/search.ts';
import type { Space } from '../../regression/search/space.ts';
import type { SolverSpec } from '../../regression/solver.ts';
import type { WeightsShape } from '../../regression/starting-weights.ts';
import type { ArrayValue, NpyFile } from '../../store/array-value.ts';
import type { CheckpointStore } from '../../store/checkpoint-store.ts';
import type { RegressionStore, RegressionSummary } from '../../store/regression-store.ts';
import type { TrainingStore, TrainingSummary } from '../../store/training-store.ts';
import type { CurvePoint } from '../../training/curve.ts';
import type {
  Gathered,
  ImageRegressorsInput,
  ImageRegressorsOutput,
  KernelRowsInput,
  KernelRowsOutput,
  NetworkMomentsInput,
  NetworkMomentsOutput,
  SearchCandidatesInput,
  SearchCandidatesOutput,
  SubsetInput,
  SubsetOutput,
} from './part-types.ts';
import type { TrainingInput, TrainingPredictionInput, TrainingPredictionOutput } from './training-types.ts';

/** An array of a request: sent along, or uploaded before. */
export type ArrayInput = NdArray | StoredArrayInput;

export interface StoredArrayInput {
  arrayId: string;
  shape: readonly number[];
  rows?: readonly [start: number, stop: number];
}

export interface PointsInput {
  x: ArrayInput;
  z?: ArrayInput;
  pairing?: 'rows' | 'grid';
}

export interface KernelsInput {
  architecture: Architecture;
  points: PointsInput;
  points2?: PointsInput;
  outputs: KernelOutput[];
  layers: boolean;
}

/** Finite networks at some points. */
export interface EmpiricalInput {
  architecture: Architecture;
  points: PointsInput;
  points2?: PointsInput;
  outputs: KernelOutput[];
  samples: number;
  seed: number;
  backend: TensorSetting;
  generatedWeights: GeneratedWeightsKind;
}

export interface EmpiricalKernelsInput extends EmpiricalInput {
  keepSamples: boolean;
}

export interface ConvergenceStudyInput extends EmpiricalInput {
  widths: WidthChoice[];
}

export interface VerificationInput extends ConvergenceStudyInput {
  /** The chance that a right kernel fails. */
  significance: number;
  /** The coarsest resolution at which a kernel passes. */
  resolution: number;
}

export interface StartInput extends WeightsShape {
  regressionId: string;
}

export interface RegressionInput extends FitExtras {
  architecture: Architecture;
  kernel: RegressionKernel;
  train: PointsInput & { y: ArrayInput; observed?: ArrayInput };
  ridge: Ridge;
  jitters: number[];
  solver: SolverSpec;
  /** The fitted regression whose weights an iterative solver begins with. */
  startFrom?: StartInput;
}

export interface PredictionInput extends PredictionExtras {
  regressionId: string;
  /** `train`: the points that were trained on. */
  test: PointsInput | 'train';
  variance: boolean;
}

export interface SearchInput {
  architecture: Architecture;
  kernel: RegressionKernel;
  train: PointsInput & { y: ArrayInput };
  ridge: number;
  space: Space;
  /** The default suits the solver. */
  criterion?: Criterion;
  strategy: 'grid' | 'descent';
  budget: { candidates: number; seconds: number };
  seed: number;
  solver: SolverSpec;
}

export interface ImageCompletionInput {
  architecture: Hypernetwork;
  kernel: RegressionKernel;
  imageShape: [number, number];
  trainImages: ArrayInput;
  testImages: ArrayInput;
  truth?: ArrayInput;
  mask: 'none' | 'top_half' | ArrayInput;
  pixelsPerImage: 'all' | number;
  regressors: number;
  seed: number;
  ridge: Ridge;
  jitters: number[];
  solver: SolverSpec;
}

export interface JobInputs {
  kernels: Gathered<KernelsInput, KernelRowsOutput>;
  kernel_rows: KernelRowsInput;
  empirical_kernels: Gathered<EmpiricalKernelsInput, NetworkMomentsOutput>;
  convergence_study: Gathered<ConvergenceStudyInput, NetworkMomentsOutput>;
  verification: Gathered<VerificationInput, NetworkMomentsOutput>;
  network_moments: NetworkMomentsInput;
  regression_fit: Gathered<RegressionInput, SubsetOutput> & { regressionId?: string };
  regression_subset: SubsetInput;
  regression_predict: PredictionInput;
  search: Gathered<SearchInput, SearchCandidatesOutput>;
  search_candidates: SearchCandidatesInput;
  image_completion: Gathered<ImageCompletionInput, ImageRegressorsOutput>;
  image_regressors: ImageRegressorsInput;
  training: TrainingInput;
  training_predict: TrainingPredictionInput;
}

export interface KernelsOutput {
  provenance: Provenance;
  kernels: Partial<Record<KernelOutput, ArrayValue>>;
  /** Each `[layers, n, n′]`. */
  layers?: Partial<Record<KernelOutput, ArrayValue>>;
}

export interface EmpiricalKernelsOutput {
  provenance: Provenance;
  kernels: Partial<Record<KernelOutput, Arrays<EmpiricalKernel>>>;
  /** Each `[samples, n, n′]`. */
  samples?: Partial<Record<KernelOutput, ArrayValue>>;
}

export interface ConvergenceStudyOutput {
  provenance: Provenance;
  studies: { widths: WidthChoice; kernels: Partial<Record<KernelOutput, Arrays<StudiedKernel>>> }[];
  analytic: Partial<Record<KernelOutput, ArrayValue>>;
}

export interface VerificationOutput extends Omit<Verification, 'kernels'> {
  provenance: Provenance;
  kernels: Partial<Record<KernelOutput, Arrays<VerifiedKernel>>>;
}

/** The same with its matrices wherever they are. */
type Arrays<Record> = { [Name in keyof Record]: Record[Name] extends Matrix ? ArrayValue : Record[Name] };

export interface PredictionOutput {
  provenance: Provenance;
  mean: ArrayValue;
  variance?: ArrayValue;
  covariance?: ArrayValue;
  /** `[T, t, k]` */
  meanAtTimes?: ArrayValue;
  spread?: ArrayValue;
  certificate?: PredictionCertificate;
}

export interface SearchOutput {
  provenance: Provenance;
  criterion: Criterion['kind'];
  best: Trial;
  /** Best first. */
  trials: Trial[];
  complete: boolean;
}

export interface ImageCompletionOutput {
  provenance: Provenance;
  completed: ArrayValue;
  spread?: ArrayValue;
  seen: ArrayValue;
  truth?: ArrayValue;
  testImages: ArrayValue;
  mse?: ImageErrorsOutput;
  meanImageMse?: ImageErrorsOutput;
  points: number;
  solver: FittedRegression['solver'];
  certificate?: Certificate;
  predictionCertificate?: PredictionCertificate;
  ridge: number;
  jitter: number;
  trainMse: number;
}

export type ImageErrorsOutput = Omit<ImageErrors, 'perImage'> & { perImage: ArrayValue };

export interface JobResults {
  kernels: KernelsOutput;
  kernel_rows: KernelRowsOutput;
  empirical_kernels: EmpiricalKernelsOutput;
  convergence_study: ConvergenceStudyOutput;
  verification: VerificationOutput;
  network_moments: NetworkMomentsOutput;
  regression_fit: RegressionSummary;
  regression_subset: SubsetOutput;
  regression_predict: PredictionOutput;
  search: SearchOutput;
  search_candidates: SearchCandidatesOutput;
  image_completion: ImageCompletionOutput;
  image_regressors: ImageRegressorsOutput;
  training: TrainingSummary;
  training_predict: TrainingPredictionOutput;
}

/** What a program may use. */
export interface ProgramContext {
  /** Of the job; another attempt at it has the same. */
  jobId: string;
  control: Control;
  engine: Engine;
  /**
   * Tensors, in the backend that the job names or in the fastest there is. A runner opens a backend once; errors from its
   * operations go through `asTensorError`.
   *
   * @throws HypertangentError `backend_unavailable`
   */
  tensors(backend: TensorSetting): Promise<TensorBackend>;
  /**
   * The numbers of an array, checked to be finite.
   *
   * @param path where the array stands in the request, for errors
   */
  load(array: ArrayInput, path: string): Promise<NdArray>;
  /** Shows the learning curve so far to whoever follows the job. */
  showCurve(curve: readonly CurvePoint[]): void;
  /**
   * Says that a matrix of the result, and the only one, is about to be filled from the top; what comes back is called
   * with the number of its rows that are final. A large matrix reaches its file, and who waits for it, meanwhile.
   */
  follow: FollowMatrix;
  /**
   * Writes a matrix of the result that is too large to be held to its file, some rows after the other.
   *
   * @param path of the matrix in the result
   */
  writeRows(path: readonly string[], shape: Matrix['shape'], rows: AsyncIterable<Float64Array>): Promise<NpyFile>;
  regressions: RegressionStore;
  trainings: TrainingStore;
  checkpoints: CheckpointStore;
  /** How the result was made, as of now. */
  provenance(notes?: { seed?: number; jitter?: number }): Provenance;
}

/** The computation behind a kind of job; runs in a runner. */
export type Program<Kind extends keyof JobInputs> = (input: JobInputs[Kind], context: ProgramContext) => Promise<JobResults[Kind]>;
