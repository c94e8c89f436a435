import type { SeenPoints } from './examples.ts';
import type { TrainableNetwork } from './networks/network.ts';

/** Numbers of float32 that a block's passes hold, but for a single point that has more. */
export const MOST_BLOCK_NUMBERS = 2 ** 26;

/**
 * Points that go through a network together, by their images: an image has as many slots as another, some of which may belong
 * to no point.
 */
export interface Block {
  slots: number;
  /** Of each row: the image. */
  images: Int32Array;
  /** Of each slot: coordinate, point, and 1, or 0 where it belongs to no point. */
  coordinates: Int32Array;
  points: Int32Array;
  mask: Float32Array;
}

/**
 * Points in blocks, in their order.
 *
 * @param most numbers of a block
 */
export function blocksOf(
  seen: SeenPoints,
  points: Int32Array,
  numbers: TrainableNetwork['numbers'],
  most = MOST_BLOCK_NUMBERS,
): Block[] {
  const blocks: Block[] = [];
  let start = 0;
  let images = new Set<number>();
  for (let end = 0; end < points.length; end++) {
    const image = seen.imageOf[points[end]!]!;
    const added = images.has(image) ? 0 : 1;
    const held = 3 * ((images.size + added) * numbers.image + (end - start + 1) * numbers.point);
    if (held > most && end > start) {
      blocks.push(blockOf(seen, points.subarray(start, end)));
      start = end;
      images = new Set();
    }
    images.add(image);
  }
  if (start < points.length) blocks.push(blockOf(seen, points.subarray(start)));
  return blocks;
}

/** An image with more points than there are for each on average stands there as often as it takes. */
function blockOf({ coordinates, imageOf, coordinateOf }: SeenPoints, points: Int32Array): Block {
  const members = new Map<number, number[]>();
  for (const [index, point] of points.entries()) {
    // Images of an mlp are its points, each for itself.
    const image = coordinates === null ? index : imageOf[point]!;
    if (!members.get(image)?.push(point)) members.set(image, [point]);
  }
  const slots = Math.ceil(points.length / members.size);
  const rows: number[][] = [];
  for (const own of members.values()) for (let k = 0; k < own.length; k += slots) rows.push(own.slice(k, k + slots));
  const block: Block = {
    slots,
    images: Int32Array.from(rows, ([first]) => imageOf[first!]!),
    coordinates: new Int32Array(rows.length * slots),
    points: new Int32Array(rows.length * slots),
    mask: new Float32Array(rows.length * slots),
  };
  for (const [row, own] of rows.entries())
    for (const [k, point] of own.entries()) {
      const slot = row * slots + k;
      block.coordinates[slot] = coordinateOf[point]!;
      block.points[slot] = point;
      block.mask[slot] = 1;
    }
  return block;
}
