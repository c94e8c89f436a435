import { matrix } from '../../nd-array.ts';
import type { SubsetPart, SubsetsProblem } from '../../regression/subsets/fit.ts';
import { subsetProblem } from '../../regression/subsets/fit.ts';
import type { Checkpoint, CheckpointStore } from '../../store/checkpoint-store.ts';

/**
 * Where the regressor of one subset is kept until all are there, by the numbers of its own points alone: whatever ends a
 * regression on subsets, an equal request finds those that were fitted.
 */
export function subsetCheckpoint(problem: SubsetsProblem, index: number, checkpoints: CheckpointStore): Checkpoint {
  const { architecture, kernel, ridge, jitters } = problem;
  const { points, labels } = subsetProblem(problem, index).own;
  const arrays = [points.x, 'z' in points ? points.z : undefined, labels];
  return checkpoints.of({ subset: { architecture, kernel, ridge, jitters } }, arrays);
}

/** The regressor that was kept; null if none was. */
export async function keptSubset(problem: SubsetsProblem, index: number, checkpoint: Checkpoint): Promise<SubsetPart | null> {
  const saved = (await checkpoint.load())?.data;
  const [size, outputs] = [problem.size, problem.labels.shape[1]];
  const count = size * outputs;
  if (saved?.length !== count + 3) return null;
  const [ridge, jitter, trainMse] = saved.subarray(count) as unknown as [number, number, number];
  return {
    indices: subsetProblem(problem, index).indices,
    weights: matrix(size, outputs, saved.slice(0, count)),
    ridge,
    jitter,
    trainMse,
  };
}

/** Keeps α, `[size, k]`, and after it λ, jitter and the training error. */
export async function keepSubset({ weights, ridge, jitter, trainMse }: SubsetPart, checkpoint: Checkpoint): Promise<void> {
  const data = new Float64Array(weights.data.length + 3);
  data.set(weights.data);
  data.set([ridge, jitter, trainMse], weights.data.length);
  await checkpoint.save({ shape: [data.length], data });
}
