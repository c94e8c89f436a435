import { ROTATION_CLASSES } from '../../../src/datasets/rotations.ts';
import type { Run } from '../trained/runs-file.ts';

/** Accuracy of a network that can only guess. */
export const CHANCE = 1 / ROTATION_CLASSES;

/**
 * A run that diverged, as one that guesses from there on: it counts in every mean.
 *
 * @param points of a whole curve
 */
export function goneOn(run: Run, points: number): Run {
  const { divergedAt, request } = run;
  if (divergedAt === undefined) return run;
  const curve = Array.from({ length: points }, (_, k) => {
    const step = k * request.record_every!;
    const known = step < divergedAt ? run.curve.findLast((point) => point.step <= step) : undefined;
    return { train_loss: Number.NaN, test_accuracy: CHANCE, ...known, step };
  });
  return { ...run, curve };
}
