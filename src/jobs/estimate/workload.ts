import type { RegressionShape } from '../../store/regression-store.ts';
import type { TrainingSummary } from '../../store/training-store.ts';
import type {
  ArrayInput,
  ConvergenceStudyInput,
  EmpiricalKernelsInput,
  ImageCompletionInput,
  KernelsInput,
  PointsInput,
  PredictionInput,
  RegressionInput,
  SearchInput,
  VerificationInput,
} from '../programs/program.ts';
import type { TrainingInput, TrainingPredictionInput } from '../programs/training-types.ts';

/** A request for a computation. */
export type Workload =
  | { kind: 'kernels'; input: KernelsInput }
  | { kind: 'empirical_kernels'; input: EmpiricalKernelsInput }
  | { kind: 'convergence_study'; input: ConvergenceStudyInput }
  | { kind: 'verification'; input: VerificationInput }
  | { kind: 'regression_fit'; input: RegressionInput }
  | { kind: 'regression_predict'; input: PredictionInput; model: RegressionShape }
  | { kind: 'search'; input: SearchInput }
  | { kind: 'image_completion'; input: ImageCompletionInput }
  | { kind: 'training'; input: TrainingInput }
  | { kind: 'training_predict'; input: TrainingPredictionInput; model: TrainingSummary };

/** What the size of a workload is counted in. */
export const COUNTED: Readonly<Record<Workload['kind'], string>> = {
  kernels: 'rows of points.x',
  empirical_kernels: 'rows of points.x',
  convergence_study: 'rows of points.x',
  verification: 'rows of points.x',
  regression_fit: 'rows of train.x',
  regression_predict: 'rows of test.x',
  search: 'rows of train.x',
  image_completion: 'training images',
  training: 'rows of train.x',
  training_predict: 'rows of test.x',
};

/** How many of {@link COUNTED} there are. */
export function sizeOf(workload: Workload): number {
  switch (workload.kind) {
    case 'kernels':
    case 'empirical_kernels':
    case 'convergence_study':
    case 'verification':
      return rows(workload.input.points.x);
    case 'regression_fit':
    case 'search':
    case 'training':
      return rows(workload.input.train.x);
    case 'regression_predict':
      return rows(testPoints(workload).x);
    case 'training_predict':
      return rows(workload.input.test.x);
    case 'image_completion':
      return rows(workload.input.trainImages);
  }
}

/** The same request with `size` of {@link COUNTED}, without numbers in its arrays. */
export function resized(workload: Workload, size: number): Workload {
  switch (workload.kind) {
    case 'kernels':
    case 'empirical_kernels':
    case 'convergence_study':
    case 'verification':
      return { ...workload, input: { ...workload.input, points: resizedPoints(workload.input.points, size) } } as Workload;
    case 'regression_fit':
    case 'search':
    case 'training': {
      const { train } = workload.input;
      const points = resizedPoints(train, size);
      const y = withRows(train.y, pointCount(points));
      return { ...workload, input: { ...workload.input, train: { ...points, y } } } as Workload;
    }
    case 'regression_predict':
      return { ...workload, input: { ...workload.input, test: resizedPoints(testPoints(workload), size) } };
    case 'training_predict':
      return { ...workload, input: { ...workload.input, test: resizedPoints(workload.input.test, size) } };
    case 'image_completion':
      return { ...workload, input: { ...workload.input, trainImages: withRows(workload.input.trainImages, size) } };
  }
}

export function rows({ shape }: { shape: readonly number[] }): number {
  return shape[0] ?? 1;
}

export function columns({ shape }: { shape: readonly number[] }): number {
  return shape.slice(1).reduce((product, length) => product * length, 1);
}

export function pointCount({ x, z, pairing }: PointsInput): number {
  return pairing === 'grid' && z ? rows(x) * rows(z) : rows(x);
}

/** The training points of a fitted regression, without their numbers. */
export function modelPoints({ points: { x, z, pairing } }: RegressionShape): PointsInput {
  const array = (shape: readonly number[]) => ({ arrayId: '', shape });
  return { x: array(x), ...(z && { z: array(z) }), ...(pairing && { pairing }) };
}

/** The points to predict at, by their shapes at least. */
export function testPoints({ input, model }: Extract<Workload, { kind: 'regression_predict' }>): PointsInput {
  return input.test === 'train' ? modelPoints(model) : input.test;
}

function resizedPoints({ x, z, pairing }: PointsInput, size: number): PointsInput {
  return {
    x: withRows(x, size),
    ...(z && { z: pairing === 'grid' ? z : withRows(z, size) }),
    ...(pairing && { pairing }),
  };
}

function withRows({ shape }: ArrayInput, size: number): ArrayInput {
  return { arrayId: '', shape: [size, ...shape.slice(1)] };
}
