import type { JobKind, Lane } from '../job.ts';

/** Jobs expected to take longer than this go to the heavy lane. */
const QUICK_SECONDS = 0.25;

/** Kinds that go there in any case: opening what computes with tensors takes seconds; a search has many candidates. */
const HEAVY: readonly JobKind[] = [
  'empirical_kernels',
  'convergence_study',
  'verification',
  'search',
  'training',
  'training_predict',
];

export function laneOf(kind: JobKind, seconds: number): Lane {
  return HEAVY.includes(kind) || seconds > QUICK_SECONDS ? 'heavy' : 'quick';
}
