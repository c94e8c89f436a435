import type { Architecture } from '../../src/kernels/architecture.ts';
import { kernelMatrices } from '../../src/kernels/kernel-matrices.ts';
import { type Points, pointCount } from '../../src/kernels/points.ts';
import { toRows, unstack } from './cases.ts';
import type { Rows } from './naive-kernels.ts';

/** Θ_f·Θ_g with the factor S left out of Θ_g^{l+1} = K̃^{l+1} + (S·w²Σ̇)·Θ_g^l, as in the paper's Lemma 6. */
export async function ntkWithoutFactor(architecture: Architecture, points: Points): Promise<Rows> {
  const outputs = ['nngp', 'nngp_hyper', 'ntk_hyper', 'ntk_primary'] as const;
  const { layers } = await kernelMatrices({ architecture, points, outputs: [...outputs], layers: true });
  const entry = (name: (typeof outputs)[number], i: number, j: number) =>
    unstack(layers![name]!).map((values) => toRows(values)[i]![j]!);
  const indices = Array.from({ length: pointCount(points) }, (_, index) => index);
  return indices.map((i) =>
    indices.map((j) => {
      const weight = entry('nngp_hyper', i, j).at(-1)!; // S
      const inner = entry('nngp', i, j).map((value) => value / weight); // K̃
      const tangent = entry('ntk_primary', i, j);
      let wrong = inner[0]!;
      for (let layer = 1; layer < inner.length; layer++) {
        const backwardFactor = (tangent[layer]! - inner[layer]!) / tangent[layer - 1]!; // S·w²Σ̇
        wrong = inner[layer]! + (backwardFactor / weight) * wrong;
      }
      return entry('ntk_hyper', i, j).at(-1)! * wrong;
    }),
  );
}
