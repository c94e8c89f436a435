import type { Architecture, Hypernetwork, KernelOutput } from '../../kernels/architecture.ts';
import { hyperTableKeys } from '../../kernels/hyper-factor.ts';
import { MOST_HYPER_NUMBERS, MOST_INNER_NUMBERS } from '../../kernels/hypernetwork-tables.ts';

/** The points on one side of a kernel, by their numbers; images and coordinates as if no two were equal. */
export interface Side {
  points: number;
  /** Rows and columns of x. */
  images: number;
  width: number;
  /** Rows of z, 0 without. */
  coordinates: number;
  grid: boolean;
}

/** One kernel that is evaluated. */
export interface KernelPlan {
  architecture: Architecture;
  left: Side;
  right: Side;
  symmetric: boolean;
  outputs: readonly KernelOutput[];
  layers: boolean;
  /** Times that it is evaluated, in the same memory; 1 unless given. */
  times?: number;
}

/** Matrices that are asked for, every layer counted. */
export function matrixCount({ architecture, outputs, layers }: KernelPlan): number {
  if (!layers) return outputs.length;
  return outputs.reduce((sum, output) => sum + layerCount(architecture, output), 0);
}

/** Most numbers of the tables over pairs of images, which threads share. */
export function sharedTableNumbers(plan: KernelPlan): number {
  const { architecture, left, right, outputs, layers } = plan;
  if (architecture.type === 'mlp') return 0;
  const keys = hyperTableKeys(architecture.hyper.depth, outputs, layers).length;
  return Math.min(left.images * right.images * keys, MOST_HYPER_NUMBERS);
}

/** Bytes that each thread holds for itself beside its tiles: kernels at single points, and what points are looked up by. */
export function threadTableBytes(plan: KernelPlan): number {
  const sides = plan.symmetric ? [plan.left] : [plan.left, plan.right];
  const { architecture } = plan;
  if (architecture.type === 'mlp') return sides.reduce((sum, { points }) => sum + points * pointBytes(architecture.depth), 0);
  const inner = Math.min(plan.left.coordinates * plan.right.coordinates, MOST_INNER_NUMBERS);
  return sides.reduce((sum, side) => sum + hypernetworkSideBytes(architecture, side), INNER_BYTES * inner);
}

/** Σ⁰(z, z′) and its class. */
const INNER_BYTES = 12;
/** Of a row in a map of distinct rows, and of a point in the lists of points by image. */
const DISTINCT_ROW_BYTES = 160;
const LISTED_POINT_BYTES = 48;

function hypernetworkSideBytes({ hyper, primary, coordinateFeatures }: Hypernetwork, side: Side): number {
  // With one variance for all coordinates, points of an image are alike.
  const combinations = coordinateFeatures.kind === 'fourier_limit' ? side.images : side.points;
  return (
    side.images * (pointBytes(hyper.depth) + DISTINCT_ROW_BYTES) +
    side.coordinates * DISTINCT_ROW_BYTES +
    combinations * (pointBytes(primary.depth) + DISTINCT_ROW_BYTES) +
    side.points * LISTED_POINT_BYTES
  );
}

/** K^l and Θ^l of every layer, the norms, and what is at hand while they are made. */
function pointBytes(depth: number): number {
  return 8 * (2 * depth + 6);
}

function layerCount(architecture: Architecture, output: KernelOutput): number {
  if (architecture.type === 'mlp') return architecture.depth;
  return output === 'nngp_hyper' || output === 'ntk_hyper' ? architecture.hyper.depth : architecture.primary.depth;
}
