import type { Architecture } from '../../kernels/architecture.ts';
import { tableKeys } from '../../regression/search/foreseen.ts';
import { gridOrder, ridgesOf } from '../../regression/search/search.ts';
import { type KernelChoice, withSettings } from '../../regression/search/space.ts';
import { planOf } from '../estimate/plan-of.ts';
import { DEFAULT_RATES } from '../estimate/rates.ts';
import { secondsOf } from '../estimate/seconds.ts';
import type { JobRequest } from '../job.ts';
import type { SearchCandidatesOutput } from '../programs/part-types.ts';
import type { SearchInput } from '../programs/program.ts';
import { cutRuns } from './cut.ts';
import { gatheringRequest, inTime, type Parts, partCount, partRequest } from './part.ts';

/** A kernel to be tried. */
interface Candidate {
  /** In the order in which one job would try them. */
  place: number;
  seconds: number;
  /** Of what it has in common with others, the widest first. */
  keys: readonly string[];
}

/**
 * A search by the strategy `grid`: chunks of candidates of about equal work. Those that share tables stay together as far as a
 * chunk has room for them.
 */
export function searchParts(request: JobRequest<'search'>, partSeconds: number): Parts<'search'> | null {
  const { parts: _, ...search } = request.input;
  if (search.strategy !== 'grid') return null;
  const candidates = candidatesOf(search);
  const total = secondsOfAll(candidates);
  const count = partCount(total, partSeconds, candidates.length);
  if (count === 1) return null;
  const units = unitsOf(candidates, total / count);
  const cut = cutRuns(
    units.map((unit) => ({ count: 1, weight: secondsOfAll(unit) })),
    count,
  );
  const chunks = cut.map((pieces) => pieces.flatMap(({ run }) => units[run]!));
  const deadline = Date.now() + 1000 * search.budget.seconds;
  return {
    noun: 'candidates',
    sizes: chunks.map((chunk) => chunk.length),
    parts: chunks.map((chunk, index) => {
      const places = chunk.map(({ place }) => place).sort((a, b) => a - b);
      const input = { search, places, deadline, leads: index === 0 };
      // What is estimated of a search is one candidate.
      return partRequest(request as JobRequest, 'search_candidates', input, inTime(places.length));
    }),
    gather: (results) => gatheringRequest(request, results as SearchCandidatesOutput[], inTime(1)),
  };
}

/** All that the budget allows to be tried. */
function candidatesOf(search: SearchInput): Candidate[] {
  const { space, seed, budget } = search;
  const ridges = ridgesOf({ base: search, space }).length;
  const known = new Map<string, number>();
  return gridOrder(space, seed)
    .slice(0, Math.ceil(budget.candidates / ridges))
    .map((settings, place) => {
      const choice = withSettings(search, settings);
      const name = workOf(choice);
      const seconds = known.get(name) ?? secondsOfOne(search, choice);
      known.set(name, seconds);
      return { place, seconds, keys: tableKeys(settings, search, space) };
    });
}

/** All that the time of a candidate depends on beside the points. */
function workOf({ architecture, kernel }: KernelChoice): string {
  const networks = architecture.type === 'mlp' ? [architecture] : [architecture.hyper, architecture.primary];
  return JSON.stringify([kernel, ...networks.map(({ depth, activation }) => [depth, activation.name])]);
}

function secondsOfOne(
  search: SearchInput,
  { architecture, kernel }: { architecture: Architecture; kernel: SearchInput['kernel'] },
) {
  const plan = planOf({ kind: 'search', input: { ...search, architecture, kernel } });
  const { kernelSeconds, solveSeconds } = secondsOf(plan, DEFAULT_RATES, 1);
  return kernelSeconds + solveSeconds;
}

/** Groups by what candidates have in common, each of at most so many seconds; larger ones are groups of less. */
function unitsOf(candidates: readonly Candidate[], most: number, level = 0): (readonly Candidate[])[] {
  if (candidates.length === 1 || secondsOfAll(candidates) <= most) return [candidates];
  const groups = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const key = candidate.keys[level] ?? String(candidate.place);
    const group = groups.get(key);
    if (group) group.push(candidate);
    else groups.set(key, [candidate]);
  }
  return [...groups.values()].flatMap((group) => unitsOf(group, most, level + 1));
}

function secondsOfAll(candidates: readonly Candidate[]): number {
  return candidates.reduce((sum, { seconds }) => sum + seconds, 0);
}
