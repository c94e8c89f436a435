import { convergenceStudy } from '../../empirical/convergence-study.ts';
import { empiricalKernels } from '../../empirical/empirical-kernels.ts';
import type { Moments } from '../../empirical/moments.ts';
import { RunningMoments } from '../../empirical/running-moments.ts';
import { SkewedMoments } from '../../empirical/verification/skewed-moments.ts';
import { kernelsOf, verifyKernels } from '../../empirical/verification/verify-kernels.ts';
import { drawnHere, loadNetworks, type Networks, type NetworksContext } from './finite-networks.ts';
import { gatheredMoments } from './gathered-moments.ts';
import { gatheredProvenance } from './gathered-provenance.ts';
import type { NetworkMomentsOutput } from './part-types.ts';
import type { EmpiricalInput, JobInputs, JobResults } from './program.ts';

type Program<Kind extends keyof JobInputs> = (input: JobInputs[Kind], context: NetworksContext) => Promise<JobResults[Kind]>;

/** POST /v1/empirical-kernels */
export const empiricalKernelsProgram: Program<'empirical_kernels'> = async ({ parts, ...input }, context) => {
  const request = await loadNetworks(input, context);
  const { source, provenance } = await networksOf(input, parts, context, (length) => new RunningMoments(length));
  const { kernels, samples } = await empiricalKernels(request, source, context.engine.kernels, context.control);
  return { kernels, ...(samples && { samples }), provenance: provenance() };
};

/** POST /v1/convergence-studies */
export const convergenceStudyProgram: Program<'convergence_study'> = async ({ parts, ...input }, context) => {
  const request = await loadNetworks(input, context);
  const { source, provenance } = await networksOf(input, parts, context, (length) => new RunningMoments(length));
  const study = await convergenceStudy(request, source, context.engine.kernels, context.control);
  return { ...study, provenance: provenance() };
};

/** POST /v1/verifications */
export const verificationProgram: Program<'verification'> = async ({ parts, ...input }, context) => {
  const request = await loadNetworks(input, context);
  const { source, provenance } = await networksOf(input, parts, context, (length) => new SkewedMoments(length));
  const verification = await verifyKernels(request, source, kernelsOf(context.engine.kernels), context.control);
  return { ...verification, provenance: provenance() };
};

/** Those that parts have drawn, or that are drawn here. */
async function networksOf<Sums extends Moments>(
  input: EmpiricalInput,
  parts: readonly NetworkMomentsOutput[] | undefined,
  context: NetworksContext,
  make: (length: number) => Sums,
): Promise<Networks<Sums>> {
  if (parts === undefined) return drawnHere(input, context, make);
  const own = () => context.provenance({ seed: input.seed });
  return { source: gatheredMoments(parts, make), provenance: () => gatheredProvenance(own(), parts) };
}
