import { distinctRows } from '../../kernels/distinct-rows.ts';
import type { HypernetworkPoints } from '../../kernels/points.ts';
import { indexPoints } from '../../kernels/points.ts';
import { type Matrix, matrix, takeRows } from '../../nd-array.ts';
import type { Sides } from './gram.ts';

/**
 * Points of a hypernetwork by their images: g has weights of its own for each image, and sees all of the image's
 * coordinates at once. Images with fewer coordinates than others have slots that belong to no point.
 */
export interface GroupedPoints {
  readonly sides: Sides;
  /** Images, `[images, n₀]` */
  readonly images: Matrix;
  /** Distinct coordinates, `[coordinates, d]` */
  readonly coordinates: Matrix;
  /** Coordinates of each image. */
  readonly slots: number;
  /** Coordinate in each slot, `[images · slots]` */
  readonly coordinateOf: Int32Array;
  /** Slot of each point, of the left side and then of the right one. */
  readonly slotOf: Int32Array;
  /** Image of each point. */
  readonly imageOf: Int32Array;
}

export function groupPoints(points: HypernetworkPoints, others?: HypernetworkPoints): GroupedPoints {
  const sides = [points, ...(others ? [others] : [])].map((side) => indexPoints(side, (source) => distinctRows(source)));
  const images = distinctRows(stacked(sides.map((side) => side.images)));
  const coordinates = distinctRows(stacked(sides.map((side) => side.coordinates)));
  const imageOf = new Int32Array(sides.reduce((sum, { count }) => sum + count, 0));
  const wanted = new Int32Array(imageOf.length);
  let [point, image, coordinate] = [0, 0, 0];
  for (const side of sides) {
    for (let k = 0; k < side.count; k++, point++) {
      imageOf[point] = images.indexOf[image + side.imageOf[k]!]!;
      wanted[point] = coordinates.indexOf[coordinate + side.coordinateOf[k]!]!;
    }
    image += side.images.shape[0];
    coordinate += side.coordinates.shape[0];
  }
  const [left, right] = sides.map(({ count }) => count) as [number, number | undefined];
  return {
    sides: { left, right: right ?? null },
    coordinates: coordinates.rows,
    ...slotsOf(imageOf, wanted, images.rows),
  };
}

/**
 * Equal points share a slot. An image with more coordinates than there are for each on average stands there as often as it
 * takes, so that slots that belong to no point are at most as many as points.
 */
function slotsOf(
  distinctImageOf: Int32Array,
  wanted: Int32Array,
  distinct: Matrix,
): Pick<GroupedPoints, 'images' | 'imageOf' | 'slots' | 'coordinateOf' | 'slotOf'> {
  const members = Array.from({ length: distinct.shape[0] }, () => new Map<number, number>());
  const place = distinctImageOf.map((image, point) => {
    const known = members[image]!;
    const coordinate = wanted[point]!;
    if (!known.has(coordinate)) known.set(coordinate, known.size);
    return known.get(coordinate)!;
  });
  const slots = Math.ceil(members.reduce((sum, { size }) => sum + size, 0) / members.length);
  const copies = members.map(({ size }) => Math.ceil(size / slots));
  const firstCopy = runningSums(copies);
  const copiedFrom = copies.flatMap((count, image) => new Array<number>(count).fill(image));
  const coordinateOf = new Int32Array(copiedFrom.length * slots);
  for (const [image, known] of members.entries())
    for (const [coordinate, k] of known) coordinateOf[firstCopy[image]! * slots + k] = coordinate;
  const slotOf = place.map((k, point) => firstCopy[distinctImageOf[point]!]! * slots + k);
  return {
    images: takeRows(distinct, copiedFrom),
    imageOf: slotOf.map((slot) => Math.floor(slot / slots)),
    slots,
    coordinateOf,
    slotOf,
  };
}

/** The sum of what comes before each. */
function runningSums(counts: readonly number[]): number[] {
  let sum = 0;
  return counts.map((count) => {
    sum += count;
    return sum - count;
  });
}

function stacked(parts: readonly Matrix[]): Matrix {
  const columns = parts[0]!.shape[1];
  const whole = matrix(
    parts.reduce((sum, { shape }) => sum + shape[0], 0),
    columns,
  );
  let offset = 0;
  for (const { data } of parts) {
    whole.data.set(data, offset);
    offset += data.length;
  }
  return whole;
}
