import type { TensorBackend } from '../../empirical/backends/tensor-backend.ts';
import { networkCost } from '../../empirical/cost.ts';
import type { Moments } from '../../empirical/moments.ts';
import { drawnMoments, type MomentSource } from '../../empirical/network-moments.ts';
import { withWidths } from '../../empirical/widths.ts';
import { HypertangentError } from '../../errors.ts';
import type { Architecture } from '../../kernels/architecture.ts';
import { checkProblem } from '../../kernels/kernel-rows-of.ts';
import type { Points } from '../../kernels/points.ts';
import type { Provenance } from '../../provenance.ts';
import { pointSizes } from '../estimate/empirical-plan.ts';
import { loadPoints } from './load-array.ts';
import type { ConvergenceStudyInput, EmpiricalInput, ProgramContext } from './program.ts';
import { ofTensors } from './tensor-provenance.ts';

/** What the programs of finite networks need of a runner. */
export type NetworksContext = Pick<ProgramContext, 'control' | 'engine' | 'tensors' | 'load' | 'provenance'>;

/** The input of a program with the numbers of its points. */
export type Loaded<Input> = Omit<Input, 'points' | 'points2'> & { points: Points; points2?: Points };

/** A checked request with its numbers. */
export async function loadNetworks<Input extends EmpiricalInput>(input: Input, context: NetworksContext): Promise<Loaded<Input>> {
  const { points: _, points2: others, ...rest } = input;
  const points = await loadPoints(input.points, '/points', context);
  const points2 = others && (await loadPoints(others, '/points2', context));
  const request = { ...rest, points, ...(points2 && { points2 }) };
  checkProblem({ ...request, layers: false });
  return request;
}

/** Where networks come from, and what says how they were computed. */
export interface Networks<Sums extends Moments> {
  source: MomentSource<Sums>;
  provenance(): Provenance;
}

/**
 * Networks that are drawn here.
 *
 * @param make sums over no networks yet, of so many entries
 * @throws HypertangentError `backend_unavailable`, or `out_of_memory` where one of the widths would not fit the device
 */
export async function drawnHere<Sums extends Moments>(
  input: EmpiricalInput & Partial<Pick<ConvergenceStudyInput, 'widths'>>,
  context: NetworksContext,
  make: (length: number) => Sums,
): Promise<Networks<Sums>> {
  const { tensors, engine, control } = context;
  control.stage('tensor backend');
  const backend = await tensors(input.backend);
  requireRoom(input, backend);
  return {
    source: drawnMoments({ tensors: backend.tensors, normals: engine.normals }, make),
    provenance: () => ofTensors(context.provenance({ seed: input.seed }), backend),
  };
}

function requireRoom(
  { architecture, widths, points, points2, outputs, generatedWeights }: Parameters<typeof drawnHere>[0],
  { device, memoryBytes = Number.POSITIVE_INFINITY }: TensorBackend,
): void {
  const sizes = pointSizes(points, points2);
  const architectures: Architecture[] = widths ? widths.map((choice) => withWidths(architecture, choice)) : [architecture];
  const costs = architectures.map((finite) => networkCost(finite, sizes, outputs, generatedWeights));
  const bytes = 4 * Math.max(...costs.map(({ heldNumbers }) => heldNumbers));
  if (bytes <= memoryBytes) return;
  const mebibytes = (value: number) => Math.round(value / 2 ** 20);
  const reason = `one network would take about ${mebibytes(bytes)} MiB of ${device}, which has ${mebibytes(memoryBytes)}`;
  throw new HypertangentError('out_of_memory', `${reason}; use smaller widths, fewer points or another backend`, { reason });
}
