import { before, describe, test } from 'node:test';
import type { PooledKernelEngine } from '../../src/engine/pooled-kernels.ts';
import type { ActivationSpec } from '../../src/kernels/activations/activation.ts';
import { ACTIVATIONS, mlp } from '../reference/cases.ts';
import { assertConforms, everything, forEachEngine, normals } from './support.ts';

const CUSTOM: ActivationSpec = { name: 'custom', expression: 'x * sigmoid(x)' };

/** By quadrature a pair takes some thousand times as long. */
const slow = ({ name }: ActivationSpec) => name === 'tanh' || name === 'custom';

/** Just more pairs than are done in the calling thread; few where they are slow. */
const inputs = (activation: ActivationSpec, seed: number) => ({ x: normals(slow(activation) ? 6 : 145, 5, seed) });

await forEachEngine((make) => {
  let engine: PooledKernelEngine;
  before(async () => {
    engine = await make();
  });

  for (const activation of [...ACTIVATIONS, CUSTOM]) {
    describe(`mlp, ${activation.name}`, () => {
      const [one, other] = [inputs(activation, 1), inputs(activation, 2)];
      for (const depth of [1, 2, 4]) {
        const biased = mlp(depth, activation, { weightStd: 1.2, biasStd: 0.3 });
        test(`depth ${depth} with biases, one set`, () => assertConforms(engine, everything(biased, one)));
        test(`depth ${depth}, two sets`, () => assertConforms(engine, everything(mlp(depth, activation), one, other)));
      }
      test('weights of each layer and a gain', () => {
        const architecture = mlp(3, { ...activation, gain: 0.8 }, { weightStd: [1.1, 0.8, 1.2], biasStd: 0.2 });
        return assertConforms(engine, everything(architecture, one, other));
      });
      test('nngp alone, some rows', () => {
        const problem = { ...everything(mlp(2, activation), { x: normals(142, 5, 1) }), outputs: ['nngp'] as const };
        return assertConforms(engine, problem, [70, 73]);
      });
    });
  }
});
