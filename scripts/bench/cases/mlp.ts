import type { Engine } from '../../../src/engine/engine.ts';
import { type KernelMatrices, kernelMatrices } from '../../../src/kernels/kernel-matrices.ts';
import { corners, uniform, writeNumbers } from '../data.ts';
import { race } from '../measure.ts';
import { gramFloor, pairsFloor } from '../rates.ts';
import { newMemoryRow, recycleMatrices } from '../recycle.ts';
import { type Bench, type Row, row } from './case.ts';

/** NNGP and NTK of ReLU networks without biases. */
export async function mlp({ engines, peers, rates, repeats, quick, folder }: Bench): Promise<Row[]> {
  const points = quick ? 200 : 4096;
  const dimension = quick ? 10 : 784;
  const x = uniform(points, dimension, 4);
  const file = await writeNumbers(folder, 'mlp', x);
  const rows: Row[] = [];
  for (const hiddenLayers of [1, 3, 10]) {
    const architecture = {
      type: 'mlp',
      depth: hiddenLayers + 1,
      activation: { name: 'relu' },
      weightStd: 1,
      biasStd: 0,
    } as const;
    const parameters = { x: file, dimension, hidden_layers: hiddenLayers };
    const work = (engine: Engine) => kernelMatrices({ architecture, points: { x }, outputs: ['nngp', 'ntk'] }, engine.kernels);
    const probe = ({ matrices }: KernelMatrices) => corners(matrices.nngp!, matrices.ntk!);
    const medians = await race(
      {
        ...engines.sides(work, probe, recycleMatrices),
        ...peers.side('jax', 'mlp', parameters),
        ...peers.side('numpy', 'mlp', parameters),
      },
      repeats,
    );
    const inNewMemory = await race(engines.sides(work, probe), repeats);
    const measured = await rates();
    const gram = gramFloor(measured, points, dimension);
    const floor = gram && gram + pairsFloor(measured, points, hiddenLayers * measured.layerNs, 2);
    const sides = { case: 'mlp', unit: 's', openblas: medians.openblas ?? null, wasm: medians.wasm ?? null, floor } as const;
    const title = `mlp ${points} × ${dimension}, ${hiddenLayers} hidden`;
    for (const [name, label, target] of [
      ['jax', 'JAX', '≤ 0.33'],
      ['numpy', 'NumPy', '≤ 0.33'],
    ] as const) {
      const seconds = medians[name];
      if (seconds !== undefined) rows.push(row({ ...sides, work: title, peer: { name: label, value: seconds }, target }));
    }
    if (medians.jax === undefined && medians.numpy === undefined) rows.push(row({ ...sides, work: title }));
    rows.push(newMemoryRow('mlp', title, inNewMemory, medians.jax));
  }
  return rows;
}
