import type { TensorBackend } from '../../empirical/backends/tensor-backend.ts';
import { convergenceStudy } from '../../empirical/convergence-study.ts';
import { empiricalKernels } from '../../empirical/empirical-kernels.ts';
import type { NetworkMeans } from '../../empirical/network-means.ts';
import { kernelsOf, verifyKernels } from '../../empirical/verification/verify-kernels.ts';
import { checkProblem } from '../../kernels/kernel-rows-of.ts';
import type { Points } from '../../kernels/points.ts';
import { loadPoints } from './load-array.ts';
import type { EmpiricalInput, JobInputs, JobResults, ProgramContext } from './program.ts';

/** What the programs of finite networks need of a runner. */
export type NetworksContext = Pick<ProgramContext, 'control' | 'engine' | 'tensors' | 'load' | 'provenance'>;

type Program<Kind extends keyof JobInputs> = (input: JobInputs[Kind], context: NetworksContext) => Promise<JobResults[Kind]>;

/** POST /v1/empirical-kernels */
export const empiricalKernelsProgram: Program<'empirical_kernels'> = async (input, context) => {
  const request = await requestOf(input, context);
  const { means, backend } = await openMeans(input, context);
  const { kernels, samples } = await empiricalKernels(request, means, context.engine.kernels, context.control);
  return { kernels, ...(samples && { samples }), provenance: provenanceOf(context, input, backend) };
};

/** POST /v1/convergence-studies */
export const convergenceStudyProgram: Program<'convergence_study'> = async (input, context) => {
  const request = await requestOf(input, context);
  const { means, backend } = await openMeans(input, context);
  const study = await convergenceStudy(request, means, context.engine.kernels, context.control);
  return { ...study, provenance: provenanceOf(context, input, backend) };
};

/** POST /v1/verifications */
export const verificationProgram: Program<'verification'> = async (input, context) => {
  const request = await requestOf(input, context);
  const { means, backend } = await openMeans(input, context);
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

async function openMeans(
  { backend: name }: EmpiricalInput,
  { tensors, engine, control }: NetworksContext,
): Promise<{ means: NetworkMeans; backend: TensorBackend }> {
  control.stage('tensor backend');
  const backend = await tensors(name);
  return { means: { tensors: backend.tensors, normals: engine.normals }, backend };
}

function provenanceOf(context: NetworksContext, { seed }: EmpiricalInput, { name, device }: TensorBackend) {
  return { ...context.provenance({ seed }), precision: 'float32' as const, tensors: `${name}: ${device}` };
}
