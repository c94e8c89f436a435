import { before, describe, test } from 'node:test';
import type { PooledKernelEngine } from '../../src/engine/pooled-kernels.ts';
import type { ActivationSpec } from '../../src/kernels/activations/activation.ts';
import type { Hypernetwork } from '../../src/kernels/architecture.ts';
import type { HypernetworkPoints } from '../../src/kernels/points.ts';
import { type Matrix, takeRows } from '../../src/nd-array.ts';
import { ACTIVATIONS, hypernetwork, mlp, RELU } from '../reference/cases.ts';
import { assertConforms, everything, forEachEngine, normals, pixels } from './support.ts';

const CUSTOM: ActivationSpec = { name: 'custom', expression: 'x * sigmoid(x)' };
/** By quadrature a pair takes some thousand times as long: few of them are enough. */
const slow = ({ name }: ActivationSpec) => name === 'tanh' || name === 'custom';

const LIMIT = { kind: 'fourier_limit', lengthScale: 1.5 } as const;

/** Points one by one, of so many images. */
function rows(count: number, seed: number, images = count): HypernetworkPoints {
  const x = takeRows(
    normals(images, 3, seed),
    Int32Array.from({ length: count }, (_, point) => (point * 7) % images),
  );
  return { x, z: normals(count, 2, seed + 1), pairing: 'rows' };
}

const grid = (images: number, height: number, width: number, seed: number): HypernetworkPoints => ({
  x: normals(images, 3, seed),
  z: pixels(height, width),
  pairing: 'grid',
});

function network(activation: ActivationSpec, coordinateFeatures: Hypernetwork['coordinateFeatures'] = { kind: 'none' }) {
  const hyper = mlp(2, activation, { weightStd: 1.1, biasStd: 0.2 });
  return hypernetwork(hyper, mlp(3, activation, { weightStd: [1.1, 0.9, 1.2], biasStd: 0.3 }), coordinateFeatures);
}

await forEachEngine((make) => {
  let engine: PooledKernelEngine;
  before(async () => {
    engine = await make();
  });

  for (const activation of [...ACTIVATIONS, CUSTOM]) {
    describe(`hypernetwork, ${activation.name}`, () => {
      const plain = network(activation);
      const limit = network(activation, LIMIT);
      const [count, images] = slow(activation) ? [5, 2] : [145, 8];
      const one = slow(activation) ? grid(2, 2, 3, 3) : grid(8, 5, 4, 3);
      test('rows, one set', () => assertConforms(engine, everything(plain, rows(count, 1))));
      test('rows, two sets', () => assertConforms(engine, everything(plain, rows(count, 1), rows(count + 3, 5, images))));
      test('grid without features, two sets', () => assertConforms(engine, everything(plain, one, rows(count, 7, images))));
      test('grid by classes, one set', () => assertConforms(engine, everything(limit, one)));
      test('grid by classes, two sets', () =>
        assertConforms(engine, everything(limit, one, grid(images + 1, slow(activation) ? 2 : 4, 5, 7))));
    });
  }

  describe('shapes of hypernetworks', () => {
    const relu = network(RELU);
    const limit = network(RELU, LIMIT);
    test('depths of 1', () => assertConforms(engine, everything(hypernetwork(mlp(1, RELU), mlp(1, RELU)), rows(150, 1))));
    test('finite features on a grid', () => {
      const features = { kind: 'fourier', lengthScale: 1.5, features: 6, seed: 3 } as const;
      return assertConforms(engine, everything(network(RELU, features), grid(8, 4, 5, 3), grid(7, 5, 5, 4)));
    });
    test('one image of many pixels', () => assertConforms(engine, everything(limit, grid(1, 12, 13, 3))));
    test('one point against many', async () => {
      await assertConforms(engine, everything(relu, rows(1, 1), rows(20_001, 3)));
      await assertConforms(engine, everything(relu, rows(20_001, 3), rows(1, 1)));
    });
    test('images in several tiles, by classes', () => assertConforms(engine, everything(limit, grid(130, 2, 3, 3))));
    test('images whose points are scattered, by classes', () => {
      const take = (source: Matrix, step: number) =>
        takeRows(
          source,
          Int32Array.from({ length: 200 }, (_, point) => (point * step) % source.shape[0]),
        );
      const scattered = { x: take(normals(5, 3, 9), 7), z: take(pixels(4, 5), 13), pairing: 'rows' } as const;
      return assertConforms(engine, everything(limit, scattered));
    });
    test('repeated images and coordinates, rows against a grid', () => {
      const twice = { x: normals(3, 3, 3), z: normals(3, 2, 4), pairing: 'grid' } as const;
      return assertConforms(engine, everything(relu, twice, rows(2500, 6)));
    });
  });
});
