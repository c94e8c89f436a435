import { type Control, subControl, uncontrolled } from '../control.ts';
import { HypertangentError } from '../errors.ts';
import type { KernelOutput } from '../kernels/architecture.ts';
import type { KernelEngine } from '../kernels/kernel-engine.ts';
import { type KernelMatrices, kernelMatrices } from '../kernels/kernel-matrices.ts';
import type { Matrix } from '../nd-array.ts';
import { checkRange } from './check-range.ts';
import { compared, type EmpiricalKernel, kernelMoments } from './empirical-kernels.ts';
import type { NetworkMeans } from './network-means.ts';
import type { SampleRequest } from './sample-kernels.ts';
import { type WidthChoice, withWidths } from './widths.ts';

export interface StudyRequest extends Omit<SampleRequest, 'firstNetwork'> {
  widths: readonly WidthChoice[];
}

/** A kernel of networks of some widths. */
export interface StudiedKernel extends Pick<EmpiricalKernel, 'mean' | 'variance' | 'standardError'> {
  /** The mean of the variance over all entries, over that of the squares of the analytic kernel. */
  relativeVariance: number;
  /** The root mean square of mean − analytic over that of the analytic kernel. */
  relativeBias: number;
}

export interface WidthStudy {
  widths: WidthChoice;
  kernels: Partial<Record<KernelOutput, StudiedKernel>>;
}

export interface ConvergenceStudy {
  studies: WidthStudy[];
  analytic: KernelMatrices['matrices'];
}

/**
 * Kernels of networks of several widths; combination c has networks c·samples … of the seed, so that no two share weights.
 *
 * @throws HypertangentError as `sampleKernels` and `kernelMatrices` do
 */
export async function convergenceStudy(
  { widths, ...request }: StudyRequest,
  means: NetworkMeans,
  engine: KernelEngine,
  control: Control = uncontrolled,
): Promise<ConvergenceStudy> {
  const { architecture, samples, outputs } = request;
  control.stage('analytic kernels');
  const { matrices: analytic } = await kernelMatrices(request, engine);
  const studies: WidthStudy[] = [];
  for (const [index, choice] of widths.entries()) {
    control.stage(stageOf(choice));
    const finite = { ...request, architecture: withWidths(architecture, choice), firstNetwork: index * samples };
    const part = subControl(control, index / widths.length, (index + 1) / widths.length);
    const moments = await kernelMoments(finite, means, part);
    const kernels = outputs.map((output) => [output, studied(compared(moments.get(output)!, analytic[output]!), output)]);
    studies.push({ widths: choice, kernels: Object.fromEntries(kernels) });
  }
  return { studies, analytic };
}

/** @throws HypertangentError `kernel_overflow` where means or variances leave float32, or the analytic kernel is 0 in float64 */
function studied({ mean, variance, standardError, analytic }: EmpiricalKernel, output: KernelOutput): StudiedKernel {
  for (const { data, shape } of [mean, variance]) checkRange(data, output, shape[1]);
  const size = meanOf(analytic, (value) => value ** 2);
  const relativeVariance = meanOf(variance, (value) => value) / size;
  const relativeBias = Math.sqrt(meanOf(mean, (value, index) => (value - analytic.data[index]!) ** 2) / size);
  if (!Number.isFinite(relativeVariance) || !Number.isFinite(relativeBias)) {
    const message = `the analytic ${output} kernel is too small for anything to be relative to it; scale the inputs or the weights up`;
    throw new HypertangentError('kernel_overflow', message, { output, index: [] });
  }
  return { mean, variance, standardError, relativeVariance, relativeBias };
}

function meanOf({ data }: Matrix, term: (value: number, index: number) => number): number {
  return data.reduce((sum, value, index) => sum + term(value, index), 0) / data.length;
}

function stageOf(choice: WidthChoice): string {
  return 'width' in choice ? `width ${choice.width}` : `widths ${choice.hyperWidth} and ${choice.primaryWidth}`;
}
