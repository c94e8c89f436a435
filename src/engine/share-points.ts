import type { HypernetworkPoints, Points } from '../kernels/points.ts';
import { shareMatrix } from '../threads/shared.ts';

/** Points whose numbers threads share. */
export function sharePoints(points: Points): Points {
  const x = shareMatrix(points.x);
  return 'z' in points ? ({ ...points, x, z: shareMatrix(points.z) } satisfies HypernetworkPoints) : { x };
}
