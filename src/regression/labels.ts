import { HypertangentError } from '../errors.ts';
import type { Points } from '../kernels/points.ts';
import type { Matrix } from '../nd-array.ts';

/** @throws HypertangentError `shape_mismatch` unless there is a row of labels for each point */
export function checkLabels(labels: Matrix, points: number): void {
  if (labels.shape[0] === points && labels.shape[1] > 0) return;
  throw new HypertangentError(
    'shape_mismatch',
    `y needs one row for each of the ${points} training points, got shape [${labels.shape}]`,
    {
      path: '/train/y',
      expected: `[${points}] or [${points}, k]`,
      received: `[${labels.shape}]`,
    },
  );
}

/**
 * @param shape of a mask over a grid
 * @throws HypertangentError `shape_mismatch` unless it is `[n, p]`
 */
export function checkMaskShape(shape: readonly number[], points: Points): void {
  if (!('z' in points && points.pairing === 'grid')) {
    throw new HypertangentError('invalid_value', 'only points with pairing "grid" can be observed in part; leave the others out', {
      path: '/train/observed',
      expected: 'no mask',
      received: `[${shape}]`,
    });
  }
  const expected = [points.x.shape[0], points.z.shape[0]];
  if (shape.length === 2 && shape.every((length, axis) => length === expected[axis])) return;
  throw new HypertangentError('shape_mismatch', `observed needs shape [${expected}] (images, coordinates), got [${shape}]`, {
    path: '/train/observed',
    expected: `[${expected}]`,
    received: `[${shape}]`,
  });
}

/** @throws HypertangentError `invalid_value` if a mask hides every point */
export function checkObserved(observed: Uint8Array): void {
  if (observed.some((value) => value !== 0)) return;
  throw new HypertangentError('invalid_value', 'the mask hides every point; at least one must be observed', {
    path: '/train/observed',
    expected: 'at least one observed point',
    received: 0,
  });
}
