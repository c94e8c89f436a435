import { type Control, subControl, uncontrolled } from '../control.ts';
import type { KernelOutput } from '../kernels/architecture.ts';
import type { KernelEngine } from '../kernels/kernel-engine.ts';
import { type KernelMatrices, kernelMatrices } from '../kernels/kernel-matrices.ts';
import type { Matrix } from '../nd-array.ts';
import { compared, type EmpiricalKernel } from './empirical-kernels.ts';
import { checkNotTiny } from './float32-range.ts';
import type { MomentSource } from './network-moments.ts';
import type { RunningMoments } from './running-moments.ts';
import type { SampleRequest } from './sample-kernels.ts';
import { networksOfWidth, type WidthChoice, widthText } from './widths.ts';

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
 * Kernels of networks of several widths, each with networks of its own; see {@link networksOfWidth}.
 *
 * @param source where the networks' moments come from
 * @throws HypertangentError as the source and `kernelMatrices` do
 */
export async function convergenceStudy(
  request: StudyRequest,
  source: MomentSource<RunningMoments>,
  engine: KernelEngine,
  control: Control = uncontrolled,
): Promise<ConvergenceStudy> {
  const { widths, outputs } = request;
  control.stage('analytic kernels');
  const { matrices: analytic } = await kernelMatrices(request, engine);
  for (const output of outputs) checkNotTiny(analytic[output]!, output);
  const studies: WidthStudy[] = [];
  for (const [index, choice] of widths.entries()) {
    control.stage(widthText(choice));
    const part = subControl(control, index / widths.length, (index + 1) / widths.length);
    const moments = await source(networksOfWidth(request, index), part);
    const kernels = outputs.map((output) => [output, studied(compared(moments.get(output)!, analytic[output]!))]);
    studies.push({ widths: choice, kernels: Object.fromEntries(kernels) });
  }
  return { studies, analytic };
}

function studied({ mean, variance, standardError, analytic }: EmpiricalKernel): StudiedKernel {
  const size = meanOf(analytic, (value) => value ** 2);
  return {
    mean,
    variance,
    standardError,
    relativeVariance: relative(
      meanOf(variance, (value) => value),
      size,
    ),
    relativeBias: Math.sqrt(
      relative(
        meanOf(mean, (value, index) => (value - analytic.data[index]!) ** 2),
        size,
      ),
    ),
  };
}

/** 0 of 0 is 0: a kernel that is 0 everywhere has no deviations. */
function relative(value: number, size: number): number {
  return value === 0 ? 0 : value / size;
}

function meanOf({ data }: Matrix, term: (value: number, index: number) => number): number {
  return data.reduce((sum, value, index) => sum + term(value, index), 0) / data.length;
}
