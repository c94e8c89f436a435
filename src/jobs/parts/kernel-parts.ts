import { BLOCK_ROWS } from '../../kernels/tile.ts';
import { planOf } from '../estimate/plan-of.ts';
import { DEFAULT_RATES } from '../estimate/rates.ts';
import { commonSeconds, secondsOf } from '../estimate/seconds.ts';
import { pointCount, rows as rowsOf } from '../estimate/workload.ts';
import type { Cost, JobRequest } from '../job.ts';
import { MOST_HELD_NUMBERS } from '../programs/gathered-rows.ts';
import type { KernelRowsInput, KernelRowsOutput } from '../programs/part-types.ts';
import type { KernelsInput } from '../programs/program.ts';
import { cutRuns } from './cut.ts';
import { gatheringRequest, inTime, type Parts, partCount, partRequest } from './part.ts';

/**
 * A large kernel: blocks of its rows, of about equal area where the diagonal ends them. Entries are the same to the bit however
 * many there are, so that these may depend on the runners.
 */
export function kernelParts(request: JobRequest<'kernels'>, runners: number, partSeconds: number): Parts<'kernels'> | null {
  const { parts: _, ...kernels } = request.input;
  const seconds = request.cost?.seconds ?? 0;
  if (runners < 2 || kernels.layers || seconds < 2 * partSeconds) return null;
  const cut = cutRows(kernels, seconds, partSeconds);
  if (cut === null) return null;
  const { total, blocks } = cut;
  const { points, points2 = points, outputs } = kernels;
  const rowBytes = 8 * outputs.length * pointCount(points2);
  const all = pointCount(points) * rowBytes;
  const costOf = (block: KernelRowsInput, area: number) => (cost: Cost) => ({
    seconds: (area / total) * cost.seconds,
    memoryBytes: cost.memoryBytes - all + (block.stop - block.start) * rowBytes,
  });
  const ofGathering = (cost: Cost) => ({
    ...inTime(1 / blocks.length)(cost),
    memoryBytes: cost.memoryBytes - Math.max(0, all - 8 * MOST_HELD_NUMBERS),
  });
  return {
    noun: 'rows',
    sizes: blocks.map(({ start, stop }) => stop - start),
    parts: blocks.map(({ area, ...block }) =>
      partRequest(request as JobRequest, 'kernel_rows', { kernels, ...block }, costOf({ kernels, ...block }, area)),
    ),
    gather: (results) => gatheringRequest(request, results as KernelRowsOutput[], ofGathering),
  };
}

/** Blocks of rows with the numbers of entries that they have; null where they would not end sooner than all in one job. */
function cutRows(kernels: KernelsInput, seconds: number, partSeconds: number) {
  const { points, points2 = points } = kernels;
  const symmetric = kernels.points2 === undefined;
  const [rows, columns] = [pointCount(points), pointCount(points2)];
  const unit = unitOf(kernels);
  const areaOf = (start: number, stop: number) => (stop - start) * (symmetric ? columns - (start + stop - 1) / 2 : columns);
  const units = Array.from({ length: Math.ceil(rows / unit) }, (_, index) => {
    const [start, stop] = [index * unit, Math.min(rows, (index + 1) * unit)];
    return { start, stop, area: areaOf(start, stop) };
  });
  // Parts that all do it anew must have more to do than what they have in common.
  const plan = planOf({ kind: 'kernels', input: kernels });
  const common = commonSeconds(plan.kernels[0]!, DEFAULT_RATES, 1);
  const { kernelSeconds } = secondsOf(plan, DEFAULT_RATES, 1);
  const count = partCount(2 * seconds, partSeconds, Math.min(units.length, kernelSeconds / common - 1));
  if (count === 1) return null;
  const cut = cutRuns(
    units.map(({ area }) => ({ count: 1, weight: area })),
    count,
  );
  const blocks = cut.map((pieces) => {
    const { start } = units[pieces[0]!.run]!;
    const { stop } = units[pieces.at(-1)!.run]!;
    return { start, stop, area: areaOf(start, stop) };
  });
  return { total: areaOf(0, rows), blocks };
}

/** Rows that are worked on together: blocks that begin at multiples of it make the products that one job would make. */
function unitOf({ architecture, points }: KernelsInput): number {
  const classes = architecture.type === 'hypernetwork' && architecture.coordinateFeatures.kind === 'fourier_limit';
  return classes && points.pairing === 'grid' ? rowsOf(points.z!) : BLOCK_ROWS;
}
