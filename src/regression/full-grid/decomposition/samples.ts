import { uncontrolled } from '../../../control.ts';
import type { KernelEngine } from '../../../kernels/kernel-engine.ts';
import type { HypernetworkPoints } from '../../../kernels/points.ts';
import { type Matrix, matrix, row, takeRows } from '../../../nd-array.ts';
import { RandomStream } from '../../../random/stream.ts';
import type { GridKernel } from '../grid-kernel.ts';
import type { PairClasses } from './pair-classes.ts';

/** Kernel entries that are sampled, and images that they are taken from. */
const MOST_ENTRIES = 2 ** 22;
const MOST_IMAGES = 24;
const FEWEST_IMAGES = 4;
const PROBE_SEED = 0;

/**
 * The kernel at pairs of some images, for each class of pairs of coordinates: `[classes, image pairs]`.
 *
 * Images are taken evenly from the shortest to the longest, each with itself, too; few are joined by probes.
 */
export async function sampleClasses(
  { architecture, kernel, x, z }: GridKernel,
  classes: PairClasses,
  engine: KernelEngine,
): Promise<Matrix> {
  const anchors = coveringRows(classes, z.shape[0]);
  const room = Math.floor(Math.sqrt(MOST_ENTRIES / (anchors.length * z.shape[0])));
  const wanted = Math.min(MOST_IMAGES, Math.max(FEWEST_IMAGES, room));
  const { tables } = engine;
  const probes = () => withProbes(x, wanted);
  const images = tables ? tables.get(`probes ${tables.idOf(x)} ${wanted}`, probes, ({ data }) => data.byteLength) : probes();
  const count = images.shape[0];
  const grid = (rows: Matrix): HypernetworkPoints => ({ x: images, z: rows, pairing: 'grid' });
  const prepared = await engine.prepare({
    architecture,
    points: grid(takeRows(z, anchors)),
    points2: grid(z),
    outputs: [kernel],
    layers: false,
  });
  const values = prepared.allocate(prepared.rows * prepared.columns);
  const layer = prepared.layerCount(kernel);
  await prepared.evaluate(0, prepared.rows, [{ output: kernel, layer, data: values }], uncontrolled);

  const size = z.shape[0];
  const samples = matrix(classes.count, count * count);
  anchors.forEach((anchor, k) => {
    for (let other = 0; other < size; other++) {
      const found = classes.classOf[anchor * size + other]!;
      for (let i = 0; i < count; i++) {
        const from = (i * anchors.length + k) * prepared.columns + other;
        for (let j = 0; j < count; j++) samples.data[found * count * count + i * count + j] = values[from + j * size]!;
      }
    }
  });
  // A point with itself has an exact formula of its own.
  const kinds = classes.same === null ? size : 1;
  const exact = await engine.prepare({
    architecture,
    points: grid(matrix(kinds, z.shape[1], z.data.subarray(0, kinds * z.shape[1]))),
    outputs: [kernel],
    layers: false,
  });
  exact.diagonal(kernel).forEach((value, point) => {
    const image = Math.floor(point / kinds);
    samples.data[classes.classOf[(point % kinds) * (size + 1)]! * count * count + image * (count + 1)] = value;
  });
  return samples;
}

/**
 * Images of the set, and where it has fewer than are wanted, mixtures of them with noise of their length: what
 * a decomposition knows from a few images alone would not hold for images to come.
 */
function withProbes(x: Matrix, wanted: number): Matrix {
  const [count, width] = x.shape;
  const taken = takeRows(x, spreadByNorm(x, wanted));
  const probes = matrix(Math.max(0, wanted - count), width);
  const scale = Math.sqrt(x.data.reduce((sum, value) => sum + value * value, 0) / x.data.length);
  for (let k = 0; k < probes.shape[0]; k++) {
    const noise = new RandomStream(PROBE_SEED, k);
    const share = (k + 0.5) / probes.shape[0];
    const image = row(x, k % count);
    for (let d = 0; d < width; d++) probes.data[k * width + d] = share * scale * noise.normal(d) + (1 - share) * image[d]!;
  }
  const data = new Float64Array(taken.data.length + probes.data.length);
  data.set(taken.data);
  data.set(probes.data, taken.data.length);
  return matrix(data.length / width, width, data);
}

/** Few coordinates whose pairs with all others are of every class: on a grid of pixels, a corner. */
function coveringRows({ count, classOf }: PairClasses, size: number): Int32Array {
  if (count > (size * size) / 4) return Int32Array.from({ length: size }, (_, row) => row);
  const covered = new Uint8Array(count);
  const rows: number[] = [];
  const seen = new Int32Array(count).fill(-1);
  for (let left = count; left > 0; ) {
    let best = -1;
    let most = 0;
    for (let a = 0; a < size; a++) {
      let fresh = 0;
      for (let b = 0; b < size; b++) {
        const found = classOf[a * size + b]!;
        if (covered[found] || seen[found] === a) continue;
        seen[found] = a;
        fresh++;
      }
      if (fresh > most) [best, most] = [a, fresh];
      // No row can have more.
      if (most === Math.min(left, size)) break;
    }
    for (let b = 0; b < size; b++) covered[classOf[best * size + b]!] = 1;
    seen.fill(-1);
    rows.push(best);
    left -= most;
  }
  return Int32Array.from(rows);
}

function spreadByNorm(x: Matrix, wanted: number): Int32Array {
  const count = x.shape[0];
  const squares = Array.from({ length: count }, (_, i) => row(x, i).reduce((sum, value) => sum + value * value, 0));
  const order = squares.map((_, i) => i).sort((a, b) => squares[a]! - squares[b]! || a - b);
  const taken = Math.min(count, wanted);
  return Int32Array.from({ length: taken }, (_, k) => order[taken === 1 ? 0 : Math.round((k * (count - 1)) / (taken - 1))]!);
}
