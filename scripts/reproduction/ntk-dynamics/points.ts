import { RandomStream } from '../../../src/random/stream.ts';

export interface LabelledRows {
  x: number[][];
  z: number[][];
  y: number[];
}

const [IMAGE, COORDINATE] = [6, 3];

/** Points with normal x and z and labels y = sin(2·z₁x₁) + z₂x₂/2: what z says depends on x. */
export function labelledRows(count: number, seed: number): LabelledRows {
  const stream = new RandomStream(seed, 0);
  const row = (point: number, from: number, length: number) =>
    Array.from({ length }, (_, k) => stream.normal(point * (IMAGE + COORDINATE) + from + k));
  const points = Array.from({ length: count }, (_, point) => ({ x: row(point, 0, IMAGE), z: row(point, IMAGE, COORDINATE) }));
  return {
    x: points.map(({ x }) => x),
    z: points.map(({ z }) => z),
    y: points.map(({ x, z }) => Math.sin(2 * z[0]! * x[0]!) + (z[1]! * x[1]!) / 2),
  };
}
