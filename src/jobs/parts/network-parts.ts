import { withWidths } from '../../empirical/widths.ts';
import { networkSeconds } from '../estimate/empirical-plan.ts';
import { pointCount } from '../estimate/workload.ts';
import type { Cost, JobRequest } from '../job.ts';
import type { NetworkMomentsInput, NetworkMomentsOutput, NetworkRange } from '../programs/part-types.ts';
import { cutRuns } from './cut.ts';
import { gatheringRequest, inTime, type Parts, partCount, partRequest } from './part.ts';

type NetworksKind = 'empirical_kernels' | 'convergence_study' | 'verification';

/**
 * Finite networks of an operation that draws many: ranges of them, of about equal work. They depend on the request alone, as the
 * last digits of sums depend on them.
 */
export function networkParts<Kind extends NetworksKind>(request: JobRequest<Kind>, partSeconds: number): Parts<Kind> | null {
  const { parts: _, ...networks } = request.input as NetworkMomentsInput['networks'] & { parts?: unknown; keepSamples?: boolean };
  const { architecture, widths, samples, keepSamples = false } = networks;
  const choices = widths ?? [undefined];
  const weights = choices.map((choice) => networkSeconds(choice ? withWidths(architecture, choice) : architecture, networks));
  const total = samples * weights.reduce((sum, weight) => sum + weight, 0);
  const count = partCount(total, partSeconds);
  if (count === 1) return null;
  const cut = cutRuns(
    weights.map((weight) => ({ count: samples, weight })),
    count,
  );
  const wanted = keepSamples ? 'samples' : request.kind === 'verification' ? 'skewed_moments' : 'moments';
  const made = cut.map((pieces) => {
    const ranges = pieces.map(({ run, first, count }): NetworkRange => {
      const choice = choices[run];
      return { ...(choice && { widths: choice }), firstNetwork: run * samples + first, samples: count };
    });
    const seconds = pieces.reduce((sum, { run, count }) => sum + count * weights[run]!, 0);
    return { ranges, size: ranges.reduce((sum, { samples }) => sum + samples, 0), share: seconds / total };
  });
  // Of kernels that are kept, a part has its own.
  const kept = keepSamples
    ? 8 * networks.outputs.length * pointCount(networks.points) * pointCount(networks.points2 ?? networks.points)
    : 0;
  const costOf = (share: number, size: number) => (cost: Cost) => ({
    seconds: share * cost.seconds,
    memoryBytes: cost.memoryBytes - kept * (samples - size),
  });
  return {
    noun: 'networks',
    sizes: made.map(({ size }) => size),
    parts: made.map(({ ranges, size, share }) =>
      partRequest(request as JobRequest, 'network_moments', { networks, ranges, wanted }, costOf(share, size)),
    ),
    gather: (results) => gatheringRequest(request, results as NetworkMomentsOutput[], inTime(1 / made.length)),
  };
}
