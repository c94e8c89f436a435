import type { TensorBackend } from '../../empirical/backends/tensor-backend.ts';
import { convergenceStudy } from '../../empirical/convergence-study.ts';
import { networkCost } from '../../empirical/cost.ts';
import { empiricalKernels } from '../../empirical/empirical-kernels.ts';
import type { NetworkMeans } from '../../empirical/network-means.ts';
import { kernelsOf, verifyKernels } from '../../empirical/verification/verify-kernels.ts';
import { withWidths } from '../../empirical/widths.ts';
import { HypertangentError } from '../../errors.ts';
import type { Architecture } from '../../kernels/architecture.ts';
import { checkProblem } from '../../kernels/kernel-rows-of.ts';
import type { Points } from '../../kernels/points.ts';
import { pointSizes } from '../estimate/empirical-plan.ts';
import { loadPoints } from './load-array.ts';
import type { ConvergenceStudyInput, EmpiricalInput, JobInputs, JobResults, ProgramContext, VerificationInput } from './program.ts';

/** What the programs of finite networks need of a runner. */
export type NetworksContext = Pick<ProgramContext, 'control' | 'engine' | 'tensors' | 'load' | 'provenance'>;

type Program<Kind extends keyof JobInputs> = (input: JobInputs[Kind], context: NetworksContext) => Promise<JobResults[Kind]>;

/** POST /v1/empirical-kernels */
export const empiricalKernelsProgram: Program<'empirical_kernels'> = async (input, context) => {
  const request = await requestOf(input, context);
  const { means, backend } = await openMeans(input, [input.architecture], context);
  const { kernels, samples } = await empiricalKernels(request, means, context.engine.kernels, context.control);
  return { kernels, ...(samples && { samples }), provenance: provenanceOf(context, input, backend) };
};

/** POST /v1/convergence-studies */
export const convergenceStudyProgram: Program<'convergence_study'> = async (input, context) => {
  const request = await requestOf(input, context);
  const { means, backend } = await openMeans(input, architecturesOf(input), context);
  const study = await convergenceStudy(request, means, context.engine.kernels, context.control);
  return { ...study, provenance: provenanceOf(context, input, backend) };
};

/** POST /v1/verifications */
export const verificationProgram: Program<'verification'> = async (input, context) => {
  const request = await requestOf(input, context);
  const { means, backend } = await openMeans(input, architecturesOf(input), context);
  const verification = await verifyKernels(request, means, kernelsOf(context.engine.kernels), context.control);
  return { ...verification, provenance: provenanceOf(context, input, backend) };
};

/** The input of a program with the numbers of its points. */
type Loaded<Input> = Omit<Input, 'points' | 'points2'> & { points: Points; points2?: Points };

async function requestOf<Input extends EmpiricalInput>(input: Input, context: NetworksContext): Promise<Loaded<Input>> {
  const { points: _, points2: others, ...rest } = input;
  const points = await loadPoints(input.points, '/points', context);
  const points2 = others && (await loadPoints(others, '/points2', context));
  const request = { ...rest, points, ...(points2 && { points2 }) };
  checkProblem({ ...request, layers: false });
  return request;
}

function architecturesOf({ architecture, widths }: ConvergenceStudyInput | VerificationInput): Architecture[] {
  return widths.map((choice) => withWidths(architecture, choice));
}

async function openMeans(
  input: EmpiricalInput,
  architectures: readonly Architecture[],
  { tensors, engine, control }: NetworksContext,
): Promise<{ means: NetworkMeans; backend: TensorBackend }> {
  control.stage('tensor backend');
  const backend = await tensors(input.backend);
  requireRoom(input, architectures, backend);
  return { means: { tensors: backend.tensors, normals: engine.normals }, backend };
}

/** @throws HypertangentError `out_of_memory` where networks would not fit the device */
function requireRoom(
  { points, points2, outputs, generatedWeights }: EmpiricalInput,
  architectures: readonly Architecture[],
  { device, memoryBytes = Number.POSITIVE_INFINITY }: TensorBackend,
): void {
  const sizes = pointSizes(points, points2);
  const costs = architectures.map((architecture) => networkCost(architecture, sizes, outputs, generatedWeights));
  const bytes = 4 * Math.max(...costs.map(({ heldNumbers }) => heldNumbers));
  if (bytes <= memoryBytes) return;
  const mebibytes = (value: number) => Math.round(value / 2 ** 20);
  const reason = `one network would take about ${mebibytes(bytes)} MiB of ${device}, which has ${mebibytes(memoryBytes)}`;
  throw new HypertangentError('out_of_memory', `${reason}; use smaller widths, fewer points or another backend`, { reason });
}

function provenanceOf(context: NetworksContext, { seed }: EmpiricalInput, { name, device }: TensorBackend) {
  return { ...context.provenance({ seed }), precision: 'float32' as const, tensors: `${name}: ${device}` };
}
