import { verificationWidths } from '../../empirical/verification/widths.ts';
import { type WidthChoice, widthChoices } from '../../empirical/widths.ts';
import type { JobResult } from '../../jobs/job.ts';
import type {
  ConvergenceStudyInput,
  EmpiricalInput,
  EmpiricalKernelsInput,
  VerificationInput,
} from '../../jobs/programs/program.ts';
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

/** Networks of each width: deviations of some per cent show, within seconds for small architectures. */
const VERIFICATION_SAMPLES = 1000;

export async function verificationInput(body: Schema<'VerificationRequest'>, arrays: ArrayStore): Promise<VerificationInput> {
  const input = await inputOf({ ...body, samples: body.samples ?? VERIFICATION_SAMPLES }, ['nngp', 'ntk'], arrays);
  return {
    ...input,
    widths: verificationWidths(input.architecture, body.widths),
    significance: body.significance ?? 0.001,
    resolution: body.resolution ?? 0.25,
  };
}

async function inputOf(
  body: Omit<Schema<'EmpiricalKernelsRequest'>, 'keep_samples'>,
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

export function verificationBody(found: JobResult<'verification'>): Schema<'Verification'> {
  const { outcome, explanation, pValue, resolution, kernels, widths, provenance } = found;
  const outputs = mapped(kernels, ({ standardError, worst, ...kernel }) => ({
    ...kernel,
    standard_error: standardError,
    worst: { index: [...worst.index], z: worst.z },
  }));
  const sizes = widths.map(widthsBody);
  return { verdict: outcome, explanation, p_value: pValue, resolution, outputs, widths: sizes, provenance };
}

export function widthsBody(widths: WidthChoice): { width: number } | { hyper_width: number; primary_width: number } {
  if ('width' in widths) return widths;
  return { hyper_width: widths.hyperWidth, primary_width: widths.primaryWidth };
}

function mapped<Kernel, Body>(
  kernels: Partial<Record<KernelOutput, Kernel>>,
  body: (kernel: Kernel) => Body,
): Partial<Record<KernelOutput, Body>> {
  return Object.fromEntries(Object.entries(kernels).map(([output, kernel]) => [output, body(kernel)]));
}
