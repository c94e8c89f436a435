import { regress } from '../../api/regress.ts';
import { service } from '../../api/service.ts';
import { type Candidate, fitRequest } from './candidate.ts';
import type { DataSet } from './data-sets.ts';
import { type LearningPoint, learningCurve } from './learning.ts';
import { dataOf, requestOf, type Search, type SearchPlan, type SearchRequest, START, START_RIDGE } from './plan.ts';

/** All that a search and what follows it have found so far. */
export interface Found {
  data: DataSet;
  request: SearchRequest;
  search: Search;
  /** Of data with one input, the best candidate's posterior along it. */
  curve?: { inputs: readonly number[]; posterior: { mean: readonly number[]; variance: readonly number[] } };
  learning: { best: readonly LearningPoint[]; start: readonly LearningPoint[] };
}

const CURVE_POINTS = 161;
const BEFORE: Candidate = { architecture: START, kernel: 'ntk', ridge: { value: START_RIDGE, scale: 'absolute' } };

interface Watch {
  signal: AbortSignal;
  onProgress(fraction: number): void;
  onFound(found: Found): void;
}

/** Searches, then fits the best and draws learning curves; what is there is told as it comes. */
export async function searchAndLearn(plan: SearchPlan, { signal, onProgress, onFound }: Watch): Promise<void> {
  const data = dataOf(plan);
  const request = requestOf(plan);
  const search = await service().search(request, { signal, onProgress: ({ fraction }) => onProgress(fraction) });
  let found: Found = { data, request, search, learning: { best: [], start: [] } };
  const add = (more: Partial<Found>) => {
    signal.throwIfAborted();
    found = { ...found, ...more };
    onFound(found);
  };
  add({});
  if (data.x[0]!.length === 1) {
    const inputs = along(data.x.map(([x]) => x!));
    const prediction = { test: { x: inputs.map((x) => [x]) }, variance: true };
    const { mean, variance } = (await regress(fitRequest(data, search.best), prediction, signal)).arrays;
    add({ curve: { inputs, posterior: { mean: [...mean.data], variance: [...variance!.data] } } });
  }
  await learningCurve(data, search.best, signal, (best) => add({ learning: { ...found.learning, best } }));
  await learningCurve(data, BEFORE, signal, (start) => add({ learning: { ...found.learning, start } }));
}

function along(values: readonly number[]): number[] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const margin = 0.08 * (high - low);
  const step = (high - low + 2 * margin) / (CURVE_POINTS - 1);
  return Array.from({ length: CURVE_POINTS }, (_, index) => low - margin + step * index);
}
