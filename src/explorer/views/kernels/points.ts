import type { Schema } from '../../../client/index.ts';
import type { Architecture } from '../../parts/architecture-form.tsx';

export type Points = Schema<'Points'>;
/** Which of a hypernetwork's inputs is turned while the other stays. */
export type Turned = 'x' | 'z';

const PLACES = 6;
const rounded = (value: number) => Number(value.toFixed(PLACES));
const unit = (degrees: number) => [Math.cos, Math.sin].map((part) => rounded(part((degrees * Math.PI) / 180)));
const evenly = (low: number, high: number, count: number) =>
  Array.from({ length: count }, (_, index) => rounded(low + ((high - low) * index) / (count - 1)));

/** Of the curves, in degrees. */
export const CURVE_ANGLES = evenly(0, 180, 61);
/** At which finite networks are looked at. */
export const NETWORK_ANGLES = evenly(0, 180, 13);

/** A unit input, and as many as there are angles at these angles to it. */
export function inputsAtAngles(
  type: Architecture['type'],
  angles: readonly number[],
  turned: Turned,
): { points: Points; points2: Points } {
  const turning = angles.map(unit);
  if (type === 'mlp') return { points: { x: [unit(0)] }, points2: { x: turning } };
  const fixed = angles.map(() => unit(0));
  const points2 = turned === 'x' ? { x: turning, z: fixed } : { x: fixed, z: turning };
  return { points: { x: [unit(0)], z: [unit(0)] }, points2 };
}

const MAP_SIZE = 41;

/** What a heat map goes over: pairs of inputs (1, t) of a network, or both angles of a hypernetwork. */
export interface MapPlan {
  title: string;
  down: { label: string; values: readonly number[] };
  across: { label: string; values: readonly number[] };
  points: Points;
  points2: Points;
}

export function mapPlan(type: Architecture['type']): MapPlan {
  if (type === 'mlp') {
    const values = evenly(-3, 3, MAP_SIZE);
    const points = { x: values.map((t) => [1, t]) };
    return {
      title: 'the inputs (1, t) and (1, t′)',
      down: { label: 't', values },
      across: { label: 't′', values },
      points,
      points2: points,
    };
  }
  const values = evenly(0, 180, MAP_SIZE);
  const turning = values.map(unit);
  return {
    title: 'the angles of x and z',
    down: { label: 'angle of x in °', values },
    across: { label: 'angle of z in °', values },
    points: { x: [unit(0)], z: [unit(0)] },
    points2: { x: turning, z: turning, pairing: 'grid' },
  };
}
