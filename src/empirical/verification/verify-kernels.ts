import { type Control, subControl, uncontrolled } from '../../control.ts';
import type { KernelOutput } from '../../kernels/architecture.ts';
import type { KernelEngine } from '../../kernels/kernel-engine.ts';
import { type KernelRequest, kernelMatrices } from '../../kernels/kernel-matrices.ts';
import { pointCount } from '../../kernels/points.ts';
import { type Matrix, matrix, unravel } from '../../nd-array.ts';
import { checkNotTiny } from '../float32-range.ts';
import type { MomentSource } from '../network-moments.ts';
import type { SampleRequest } from '../sample-kernels.ts';
import { networksOfWidth, type WidthChoice, widthText } from '../widths.ts';
import { distinctEntries } from './distinct-entries.ts';
import { type FittedEntry, type FittedKernel, fitKernel } from './fit-kernel.ts';
import type { SkewedMoments } from './skewed-moments.ts';
import { type Demands, resolutionOf, type Verdict, verdictOf } from './verdict.ts';
import { sizeOf } from './widths.ts';

export interface VerificationRequest extends Omit<SampleRequest, 'firstNetwork'>, Demands {
  /** At least two, in proportion. */
  widths: readonly WidthChoice[];
}

/** A kernel that finite networks were held against; matrices are `[points, points2]`. */
export interface VerifiedKernel {
  /** K∞, to which the means over networks tend. */
  limit: Matrix;
  /** Of the limit. */
  standardError: Matrix;
  /** (limit − analytic) in standard errors, beyond float32's rounding. */
  z: Matrix;
  /** b in K∞ + b/width. */
  bias: Matrix;
  /** c of a further term c/width² in its own standard errors; with three widths and more. */
  misfit?: Matrix;
  analytic: Matrix;
  /** The entry that deviates the most. */
  worst: { index: readonly number[]; z: number };
  resolution: number;
}

export interface Verification extends Verdict {
  widths: readonly WidthChoice[];
  kernels: Partial<Record<KernelOutput, VerifiedKernel>>;
}

/** Where the kernels to be verified come from. */
export type AnalyticKernels = (request: KernelRequest) => Promise<Partial<Record<KernelOutput, Matrix>>>;

/** The kernels of an engine. */
export function kernelsOf(engine: KernelEngine): AnalyticKernels {
  return async (request) => (await kernelMatrices(request, engine)).matrices;
}

/**
 * Decides whether finite networks tend to the analytic kernels.
 *
 * At each width independent networks are drawn; each entry's means are continued to infinite width by weighted least
 * squares, mean(width) = K∞ + b/width, and K∞ is tested against the analytic entry. All entries of all outputs are one
 * family of tests.
 *
 * Time: that of the networks. Memory: three numbers for each entry, output and width.
 *
 * @param source where the networks' moments come from
 * @throws HypertangentError as the source and `kernelMatrices` do
 */
export async function verifyKernels(
  request: VerificationRequest,
  source: MomentSource<SkewedMoments>,
  analyticKernels: AnalyticKernels,
  control: Control = uncontrolled,
): Promise<Verification> {
  const { architecture, points, points2, outputs, widths } = request;
  control.stage('analytic kernels');
  const analytic = await analyticKernels({ architecture, points, ...(points2 && { points2 }), outputs });
  for (const output of outputs) checkNotTiny(analytic[output]!, output);
  const moments: Map<KernelOutput, SkewedMoments>[] = [];
  for (const [index, choice] of widths.entries()) {
    control.stage(widthText(choice));
    const part = subControl(control, index / widths.length, (index + 1) / widths.length);
    moments.push(await source(networksOfWidth(request, index), part));
  }
  const indices = distinctEntries(pointCount(points), pointCount(points2 ?? points), points2 === undefined);
  const fitted = outputs.map((output) => {
    const ofOutput = moments.map((at) => at.get(output)!);
    return [output, fitKernel(widths.map(sizeOf), ofOutput, analytic[output]!, indices)] as const;
  });
  const tests = indices.length * outputs.length;
  const kernels = fitted.map(([output, fit]) => [
    output,
    verified(fit, resolutionOf(fit, request.significance, tests), points2 === undefined),
  ]);
  return { ...verdictOf(fitted, request), widths, kernels: Object.fromEntries(kernels) };
}

function verified({ entries, analytic }: FittedKernel, resolution: number, symmetric: boolean): VerifiedKernel {
  const [rows, columns] = analytic.shape;
  const filled = (value: (entry: FittedEntry) => number) => {
    const data = new Float64Array(rows * columns);
    for (const entry of entries) {
      data[entry.index] = value(entry);
      if (symmetric) data[(entry.index % columns) * columns + Math.floor(entry.index / columns)] = value(entry);
    }
    return matrix(rows, columns, data);
  };
  const worst = entries.reduce((a, b) => (Math.abs(b.test.z) > Math.abs(a.test.z) ? b : a));
  return {
    limit: filled(({ limit }) => limit.value),
    standardError: filled(({ test }) => test.standardError),
    z: filled(({ test }) => finite(test.z)),
    bias: filled(({ bias }) => bias),
    ...(worst.misfit !== undefined && { misfit: filled(({ misfit }) => finite(misfit!)) }),
    analytic,
    worst: { index: unravel(worst.index, analytic.shape), z: finite(worst.test.z) },
    resolution,
  };
}

/** JSON has no infinity, which a deviation without a standard error is. */
function finite(z: number): number {
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, z));
}
