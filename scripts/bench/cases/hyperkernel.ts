import type { Engine } from '../../../src/engine/engine.ts';
import { type KernelMatrices, kernelMatrices } from '../../../src/kernels/kernel-matrices.ts';
import { type Matrix, matrix } from '../../../src/nd-array.ts';
import { sharedArray } from '../../../src/threads/shared.ts';
import { corners, uniform, writeNumbers } from '../data.ts';
import { race } from '../measure.ts';
import { pairsFloor } from '../rates.ts';
import { newMemoryRow, recycleMatrices } from '../recycle.ts';
import { type Bench, type Row, row } from './case.ts';

const SIDE = 28;
const LENGTH_SCALE = 2;
/** Depth 3: two layers of activations in f, two in g. */
const HIDDEN_LAYERS = 2;

/** Θ_f·Θ_g between random pixels of many images, as a regression that completes images needs it. */
export async function hyperkernel({ engines, peers, rates, repeats, quick, folder }: Bench): Promise<Row[]> {
  const count = quick ? 10 : 400;
  const pixels = 20;
  const images = uniform(count, SIDE * SIDE, 5);
  const z = randomPixels(count * pixels);
  const x = repeatRows(images, pixels);
  const network = { type: 'mlp', depth: HIDDEN_LAYERS + 1, activation: { name: 'relu' }, weightStd: 1, biasStd: 0 } as const;
  const architecture = {
    type: 'hypernetwork',
    hyper: network,
    primary: network,
    coordinateFeatures: { kind: 'fourier_limit', lengthScale: LENGTH_SCALE },
  } as const;
  const work = (engine: Engine) =>
    kernelMatrices({ architecture, points: { x, z, pairing: 'rows' }, outputs: ['ntk'] }, engine.kernels);
  const probe = ({ matrices }: KernelMatrices) => corners(matrices.ntk!);
  const medians = await race(
    {
      ...engines.sides(work, probe, recycleMatrices),
      ...peers.side('jax', 'hyperkernel', {
        images: await writeNumbers(folder, 'images', images),
        dimension: SIDE * SIDE,
        coordinates: await writeNumbers(folder, 'coordinates', z),
        pixels,
        length_scale: LENGTH_SCALE,
        hyper_hidden: HIDDEN_LAYERS,
        primary_hidden: HIDDEN_LAYERS,
      }),
    },
    repeats,
  );
  const inNewMemory = await race(engines.sides(work, probe), repeats);
  const measured = await rates();
  const title = `hyperkernel, ${count} images × ${pixels} pixels`;
  return [
    row({
      case: 'hyperkernel',
      work: title,
      unit: 's',
      openblas: medians.openblas ?? null,
      wasm: medians.wasm ?? null,
      peer: medians.jax === undefined ? null : { name: 'JAX', value: medians.jax },
      floor: pairsFloor(measured, count * pixels, HIDDEN_LAYERS * measured.generatedLayerNs, 1),
      target: '≤ 0.10',
    }),
    newMemoryRow('hyperkernel', title, inNewMemory, medians.jax),
  ];
}

/** (row, column) of pixels drawn at random. */
function randomPixels(count: number): Matrix {
  const places = uniform(count, 2, 6).data.map((place) => Math.floor(((place + 1) / 2) * SIDE));
  return matrix(count, 2, places);
}

/** Every row so many times, one after the other. */
function repeatRows({ shape: [rows, columns], data }: Matrix, times: number): Matrix {
  const repeated = matrix(rows * times, columns, sharedArray(rows * times * columns));
  for (let i = 0; i < rows * times; i++) {
    const source = Math.floor(i / times) * columns;
    repeated.data.set(data.subarray(source, source + columns), i * columns);
  }
  return repeated;
}
