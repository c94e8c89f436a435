import { type Control, uncontrolled } from '../control.ts';
import type { KernelOutput } from '../kernels/architecture.ts';
import type { KernelEngine } from '../kernels/kernel-engine.ts';
import { kernelMatrices } from '../kernels/kernel-matrices.ts';
import { type Matrix, matrix, type NdArray } from '../nd-array.ts';
import { checkNotTiny } from './float32-range.ts';
import { entriesOf, type MomentSource } from './network-moments.ts';
import type { RunningMoments } from './running-moments.ts';
import type { SampleRequest } from './sample-kernels.ts';

/** Kernels of some finite networks beside the one that they tend to; each `[points, points2]`. */
export interface EmpiricalKernel {
  /** Over the networks. */
  mean: Matrix;
  /** Over the networks, unbiased. */
  variance: Matrix;
  /** Of the mean. */
  standardError: Matrix;
  /** Of infinitely wide networks. */
  analytic: Matrix;
  /** (mean − analytic) in standard errors, in which float32's rounding counts. */
  z: Matrix;
}

export interface EmpiricalKernels {
  kernels: Partial<Record<KernelOutput, EmpiricalKernel>>;
  /** Of each network, `[samples, points, points2]`, where they are asked for. */
  samples?: Partial<Record<KernelOutput, NdArray>>;
}

/** What rounding to float32 and sums in it may do to an entry, relative to the largest of its matrix. */
const ROUNDING = 1e-6;

/**
 * The kernels of finite networks and how far their mean is from the analytic ones.
 *
 * @param source where the networks' moments come from
 * @throws HypertangentError as the source and {@link kernelMatrices} do
 */
export async function empiricalKernels(
  request: SampleRequest & { keepSamples?: boolean },
  source: MomentSource<RunningMoments>,
  engine: KernelEngine,
  control: Control = uncontrolled,
): Promise<EmpiricalKernels> {
  const { outputs, samples, keepSamples = false } = request;
  const [rows, columns] = entriesOf(request);
  control.stage('analytic kernels');
  const analytic = await kernelMatrices(request, engine);
  for (const output of outputs) checkNotTiny(analytic.matrices[output]!, output);
  control.stage('finite networks');
  const kept = keepSamples ? new Map(outputs.map((output) => [output, new Float64Array(samples * rows * columns)])) : undefined;
  const keep =
    kept &&
    ((output: KernelOutput, network: number, entries: ArrayLike<number>) =>
      kept.get(output)!.set(entries, network * rows * columns));
  const moments = await source(request, control, keep);
  const kernels = outputs.map((output) => [output, compared(moments.get(output)!, analytic.matrices[output]!)] as const);
  const stacks = kept && [...kept].map(([output, data]) => [output, { shape: [samples, rows, columns], data }] as const);
  return { kernels: Object.fromEntries(kernels), ...(stacks && { samples: Object.fromEntries(stacks) }) };
}

/** Moments over networks beside the analytic kernel. */
export function compared(moments: RunningMoments, analytic: Matrix): EmpiricalKernel {
  const [rows, columns] = analytic.shape;
  const variance = moments.variance();
  const standardError = variance.map((value) => Math.sqrt(value / moments.count));
  const rounding = ROUNDING * analytic.data.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const z = moments.mean.map((value, index) => {
    const difference = value - analytic.data[index]!;
    return difference === 0 ? 0 : difference / Math.hypot(standardError[index]!, rounding);
  });
  const shaped = (data: Float64Array) => matrix(rows, columns, data);
  return {
    mean: shaped(moments.mean),
    variance: shaped(variance),
    standardError: shaped(standardError),
    analytic,
    z: shaped(z),
  };
}
