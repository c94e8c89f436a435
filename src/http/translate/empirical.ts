import { type WidthChoice, widthChoices } from '../../empirical/widths.ts';
import type { JobResult } from '../../jobs/job.ts';
import type { ConvergenceStudyInput, EmpiricalInput, EmpiricalKernelsInput } from '../../jobs/programs/program.ts';
import type { KernelOutput } from '../../kernels/architecture.ts';
import type { ArrayStore } from '../../store/array-store.ts';
import type { Schema } from '../contract/types.ts';
import { architecture } from './architecture.ts';
import { pointsInput } from './arrays.ts';

export async function empiricalKernelsInput(
  body: Schema<'EmpiricalKernelsRequest'>,
  arrays: ArrayStore,
): Promise<EmpiricalKernelsInput> {
  return { ...(await inputOf(body, ['nngp', 'ntk'], arrays)), keepSamples: body.keep_samples ?? false };
}

export async function convergenceStudyInput(
  body: Schema<'ConvergenceStudyRequest'>,
  arrays: ArrayStore,
): Promise<ConvergenceStudyInput> {
  const input = await inputOf(body, ['ntk'], arrays);
  return { ...input, widths: widthChoices(input.architecture, body.widths) };
}

async function inputOf(
  body: Schema<'EmpiricalKernelsRequest'> | Schema<'ConvergenceStudyRequest'>,
  outputs: KernelOutput[],
  arrays: ArrayStore,
): Promise<EmpiricalInput> {
  return {
    architecture: architecture(body.architecture),
    points: await pointsInput(body.points, '/points', arrays),
    ...(body.points2 && { points2: await pointsInput(body.points2, '/points2', arrays) }),
    outputs: body.outputs ?? outputs,
    samples: body.samples,
    seed: body.seed ?? 0,
    backend: body.backend ?? 'auto',
    generatedWeights: body.generated_weights ?? 'drawn',
  };
}

export function empiricalKernelsBody({
  kernels,
  samples,
  provenance,
}: JobResult<'empirical_kernels'>): Schema<'EmpiricalKernelsResult'> {
  const found = mapped(kernels, ({ standardError, ...kernel }) => ({ ...kernel, standard_error: standardError }));
  return { kernels: found, ...(samples && { samples }), provenance };
}

export function convergenceStudyBody({
  studies,
  analytic,
  provenance,
}: JobResult<'convergence_study'>): Schema<'ConvergenceStudy'> {
  const bodies = studies.map(({ widths, kernels }) => ({
    ...widthsBody(widths),
    kernels: mapped(kernels, ({ mean, variance, standardError, relativeVariance, relativeBias }) => ({
      mean,
      variance,
      standard_error: standardError,
      relative_variance: relativeVariance,
      relative_bias: relativeBias,
    })),
  }));
  return { studies: bodies, analytic, provenance };
}

function widthsBody(widths: WidthChoice): { width: number } | { hyper_width: number; primary_width: number } {
  if ('width' in widths) return widths;
  return { hyper_width: widths.hyperWidth, primary_width: widths.primaryWidth };
}

function mapped<Kernel, Body>(
  kernels: Partial<Record<KernelOutput, Kernel>>,
  body: (kernel: Kernel) => Body,
): Partial<Record<KernelOutput, Body>> {
  return Object.fromEntries(Object.entries(kernels).map(([output, kernel]) => [output, body(kernel)]));
}
