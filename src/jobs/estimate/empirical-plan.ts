import { BATCH_NUMBERS } from '../../empirical/batches.ts';
import { networkCost, type PointSizes } from '../../empirical/cost.ts';
import { withWidths } from '../../empirical/widths.ts';
import type { Architecture } from '../../kernels/architecture.ts';
import type {
  ConvergenceStudyInput,
  EmpiricalInput,
  EmpiricalKernelsInput,
  PointsInput,
  VerificationInput,
} from '../programs/program.ts';
import type { Plan } from './plan.ts';
import { DEFAULT_RATES, typicalTensorFlops } from './rates.ts';
import { columns, pointCount, rows } from './workload.ts';

/** Of a tensor library with its buffers: what its process has beyond the tensors, in numbers of float64. */
export const LIBRARY_NUMBERS = 2 ** 26;
/** Mean, sum of squares, standard error, analytic kernel and z of each entry. */
const STATISTICS = 6;
/** The tests of an entry as objects, and its place in each matrix. */
const ENTRY_NUMBERS = 64;
/** What the operations of the library take for a small network. */
const NETWORK_SECONDS = 2e-3;

/** What finite networks add to the analytic kernels beside them. */
export function empiricalPlan(input: EmpiricalKernelsInput): Partial<Plan> {
  const entries = entriesOf(input);
  const kept = input.keepSamples ? input.samples * entries * input.outputs.length : 0;
  return { ...networksPlan([input.architecture], input), outputNumbers: STATISTICS * entries * input.outputs.length + kept };
}

export function studyPlan({ widths, ...input }: ConvergenceStudyInput): Partial<Plan> {
  const architectures = widths.map((choice) => withWidths(input.architecture, choice));
  const matrices = STATISTICS * widths.length * input.outputs.length;
  return { ...networksPlan(architectures, input), outputNumbers: matrices * entriesOf(input) };
}

/** Three sums at each width; then what is said of each entry, and the tests behind it. */
export function verificationPlan(input: VerificationInput): Partial<Plan> {
  const entries = entriesOf(input) * input.outputs.length;
  const { heldNumbers = 0, ...rest } = studyPlan(input);
  return { ...rest, heldNumbers: heldNumbers + 3 * input.widths.length * entries, outputNumbers: ENTRY_NUMBERS * entries };
}

/** Networks of one architecture after those of another. */
function networksPlan(architectures: readonly Architecture[], input: EmpiricalInput): Partial<Plan> {
  const sizes = pointSizes(input.points, input.points2);
  const costs = architectures.map((architecture) => networkCost(architecture, sizes, input.outputs, input.generatedWeights));
  const held = costs.map(({ heldNumbers }) => Math.max(heldNumbers, 6 * BATCH_NUMBERS) / 2);
  const drawn = costs.map(({ drawnNumbers }) => drawnNumbers);
  const flops = costs.reduce((sum, cost) => sum + cost.flops, 0);
  return {
    heldNumbers: LIBRARY_NUMBERS + Math.max(...held),
    drawnNumbers: input.samples * drawn.reduce((sum, numbers) => sum + numbers, 0),
    tensorFlops: input.samples * flops,
    callSeconds: input.samples * costs.length * NETWORK_SECONDS,
  };
}

/** Of one network, on the machine of `DEFAULT_RATES`. */
export function networkSeconds(architecture: Architecture, { points, points2, outputs, generatedWeights }: EmpiricalInput): number {
  const { drawnNumbers, flops } = networkCost(architecture, pointSizes(points, points2), outputs, generatedWeights);
  return drawnNumbers / DEFAULT_RATES.normalsPerSecond + flops / typicalTensorFlops('auto', DEFAULT_RATES);
}

function entriesOf({ points, points2 = points }: EmpiricalInput): number {
  return pointCount(points) * pointCount(points2);
}

export function pointSizes(points: PointsInput, points2?: PointsInput): PointSizes {
  const sum = (count: (side: PointsInput) => number) => count(points) + (points2 ? count(points2) : 0);
  return {
    left: pointCount(points),
    right: points2 ? pointCount(points2) : 0,
    images: sum(({ x }) => rows(x)),
    imageSize: columns(points.x),
    coordinates: sum(({ z }) => (z ? rows(z) : 0)),
    coordinateSize: points.z ? columns(points.z) : 0,
  };
}
