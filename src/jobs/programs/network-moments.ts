import { type Control, subControl } from '../../control.ts';
import { checkNotTiny } from '../../empirical/float32-range.ts';
import type { MomentSums, Moments } from '../../empirical/moments.ts';
import { entriesOf, type MomentSource } from '../../empirical/network-moments.ts';
import { RunningMoments } from '../../empirical/running-moments.ts';
import type { SampleRequest } from '../../empirical/sample-kernels.ts';
import { SkewedMoments } from '../../empirical/verification/skewed-moments.ts';
import { widthText, withWidths } from '../../empirical/widths.ts';
import { kernelMatrices } from '../../kernels/kernel-matrices.ts';
import { matrix } from '../../nd-array.ts';
import { drawnHere, loadNetworks } from './finite-networks.ts';
import type { DrawnRange, StoredMoments } from './part-types.ts';
import type { Program } from './program.ts';

/** Some networks of an operation that draws many: their moments, or the kernels of each. */
export const networkMomentsProgram: Program<'network_moments'> = async ({ networks, ranges, wanted }, context) => {
  const request = await loadNetworks(networks, context);
  // Whoever draws the first network finds out, before any is drawn, whether float32 can hold their kernels.
  if (ranges.some(({ firstNetwork }) => firstNetwork === 0)) {
    const { matrices } = await kernelMatrices(request, context.engine.kernels);
    for (const output of request.outputs) checkNotTiny(matrices[output]!, output);
  }
  const make = (length: number) => (wanted === 'skewed_moments' ? new SkewedMoments(length) : new RunningMoments(length));
  const { source, provenance } = await drawnHere<Moments>(networks, context, make);
  const found = wanted === 'samples' ? samplesOf : momentsOf;
  const total = ranges.reduce((sum, { samples }) => sum + samples, 0);
  const drawn: DrawnRange[] = [];
  let done = 0;
  for (const range of ranges) {
    const { widths, firstNetwork, samples } = range;
    context.control.stage(widths ? widthText(widths) : 'finite networks');
    const architecture = widths ? withWidths(request.architecture, widths) : request.architecture;
    const part = subControl(context.control, done / total, (done + samples) / total);
    drawn.push({ ...range, kernels: await found({ ...request, architecture, firstNetwork, samples }, source, part) });
    done += samples;
  }
  return { ranges: drawn, provenance: provenance() };
};

async function momentsOf(request: SampleRequest, source: MomentSource<Moments>, control: Control): Promise<DrawnRange['kernels']> {
  const [rows, columns] = entriesOf(request);
  const moments = await source(request, control);
  const stored = ({ count, mean, squares, cubes }: MomentSums): StoredMoments => ({
    count,
    mean: matrix(rows, columns, mean),
    squares: matrix(rows, columns, squares),
    ...(cubes && { cubes: matrix(rows, columns, cubes) }),
  });
  return Object.fromEntries([...moments].map(([output, { sums }]) => [output, stored(sums)]));
}

async function samplesOf(request: SampleRequest, source: MomentSource<Moments>, control: Control): Promise<DrawnRange['kernels']> {
  const { outputs, samples } = request;
  const shape = [samples, ...entriesOf(request)] as const;
  const kept = new Map(outputs.map((output) => [output, new Float64Array(shape[0] * shape[1] * shape[2])]));
  await source(request, control, (output, network, entries) => kept.get(output)!.set(entries, network * shape[1] * shape[2]));
  return Object.fromEntries([...kept].map(([output, data]) => [output, { shape, data }]));
}
