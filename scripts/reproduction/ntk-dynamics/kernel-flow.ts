import type { Client } from '../../../src/client/index.ts';
import type { LabelledRows } from './points.ts';

/** f and g of infinite width; depths count weight matrices. */
export const LIMIT = {
  type: 'hypernetwork',
  hyper: { type: 'mlp', depth: 3, activation: { name: 'relu' } },
  primary: { type: 'mlp', depth: 2, activation: { name: 'relu' } },
} as const;

/** Next to nothing beside the kernel's eigenvalues, of which some are near 0. */
const RIDGE = { value: 1e-9, scale: 'mean_diagonal' } as const;

/** λ_max(K/N) of the hyperkernel at these points: gradient descent is stable below the rate 2/λ_max. */
export async function largestEigenvalue(client: Client, { x, z }: LabelledRows): Promise<number> {
  const { ntk } = await client.kernels({ architecture: LIMIT, points: { x, z, pairing: 'rows' }, outputs: ['ntk'] });
  let vector = new Float64Array(x.length).fill(1);
  let largest = 0;
  for (let iteration = 0; iteration < 100; iteration++) {
    const product = vector.map((_, i) => vector.reduce((sum, value, j) => sum + Number(ntk!.data[i * x.length + j]) * value, 0));
    largest = Math.hypot(...product);
    vector = product.map((value) => value / largest);
  }
  return largest / x.length;
}

/**
 * How far kernel gradient flow takes each network from where it starts: times × points × networks.
 *
 * @param starts of each network: its outputs at the points of `train` before training
 */
export async function flowInTime(
  client: Client,
  train: LabelledRows,
  starts: readonly (readonly number[])[],
  seen: Pick<LabelledRows, 'x' | 'z'>,
  times: readonly number[],
): Promise<number[][][]> {
  const { x, z, y } = train;
  const residuals = y.map((label, point) => starts.map((start) => label - start[point]!));
  const { id } = await client.fit({
    architecture: LIMIT,
    kernel: 'ntk',
    train: { x, z, pairing: 'rows', y: residuals },
    ridge: RIDGE,
    solver: { kind: 'cholesky' },
    gradient_flow: true,
  });
  // The loss of several label columns is their mean: with as many of them, time goes by so much slower.
  const slower = starts.length;
  const { mean_at_times: flow } = await client.predict(id, {
    test: { x: seen.x, z: seen.z, pairing: 'rows' },
    times: times.map((time) => time * slower),
  });
  await client.api.DELETE('/v1/regressions/{regression_id}', { params: { path: { regression_id: id } } });
  const at = (time: number, point: number, network: number) =>
    Number(flow!.data[(time * seen.x.length + point) * starts.length + network]);
  return times.map((_, time) => seen.x.map((_, point) => starts.map((_, network) => at(time, point, network))));
}
