import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ActivationSpec } from '../../src/kernels/activations/activation.ts';
import type { Architecture, KernelOutput, Mlp } from '../../src/kernels/architecture.ts';
import { plainKernels } from '../../src/kernels/kernel-matrices.ts';
import type { Points } from '../../src/kernels/points.ts';
import { ACTIVATIONS, hypernetwork } from '../reference/cases.ts';
import { assertStacks, normals, pooledKernels, stacksOf } from './support.ts';

const SEED = 20201203;
const RUNS = 60;

const engine = await pooledKernels(2, false);

/** Activations with SIMD code; quadrature would take all of the time. */
const activation = fc.constantFrom<ActivationSpec>(...ACTIVATIONS.filter(({ name }) => name !== 'tanh'));
const std = fc.constantFrom(0.7, 1, 1.3);
const network = fc.record<Mlp>({
  type: fc.constant('mlp'),
  depth: fc.integer({ min: 1, max: 4 }),
  activation,
  weightStd: std,
  biasStd: fc.constantFrom(0, 0.4),
});
const size = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 400 }), fc.constantFrom(128, 256, 512));
const outputs = (names: KernelOutput[]) => fc.subarray(names, { minLength: 1 });

const mlpProblem = fc.record({
  architecture: network as fc.Arbitrary<Architecture>,
  outputs: outputs(['nngp', 'ntk']),
  points: fc.constant<'none'>('none'),
  others: fc.option(fc.constant<'none'>('none')),
});
const pairing = fc.constantFrom<'rows' | 'grid'>('rows', 'grid');
const features = fc.constantFrom({ kind: 'none' } as const, { kind: 'fourier_limit', lengthScale: 1.5 } as const);
const hyperProblem = fc.record({
  architecture: fc.tuple(network, network, features).map(([f, g, kind]): Architecture => hypernetwork(f, g, kind)),
  outputs: outputs(['nngp', 'ntk', 'nngp_hyper', 'ntk_hyper', 'ntk_primary']),
  points: pairing,
  others: fc.option(pairing),
});

const shape = fc.record({
  sizes: fc.tuple(size, size),
  /** Coordinates of a grid. */
  coordinates: fc.integer({ min: 1, max: 25 }),
  columns: fc.integer({ min: 1, max: 40 }),
  layers: fc.boolean(),
  seed: fc.integer({ min: 1, max: 1000 }),
});

/** About `count` points; coordinates of a grid stand on a raster, so that distances repeat. */
function pointsOf(kind: 'none' | 'rows' | 'grid', count: number, columns: number, coordinates: number, seed: number): Points {
  if (kind === 'none') return { x: normals(count, columns, seed) };
  if (kind === 'rows') return { x: normals(count, columns, seed), z: normals(count, 2, seed + 1), pairing: kind };
  const z = normals(coordinates, 2, seed + 1);
  for (const [k, value] of z.data.entries()) z.data[k] = Math.round(2 * value);
  return { x: normals(Math.ceil(count / coordinates), columns, seed), z, pairing: kind };
}

test(`random shapes and networks as by plain loops, seed ${SEED}`, async () => {
  const property = fc.asyncProperty(fc.oneof(mlpProblem, hyperProblem), shape, async (problem, { sizes, ...rest }) => {
    const { columns, coordinates, layers, seed } = rest;
    const points = pointsOf(problem.points, sizes[0], columns, coordinates, seed);
    const points2 = problem.others && pointsOf(problem.others, sizes[1], columns, coordinates + 1, seed + 7);
    const { architecture } = problem;
    const request = { architecture, outputs: problem.outputs, points, ...(points2 && { points2 }), layers };
    assertStacks(await stacksOf(request, engine), await stacksOf(request, plainKernels), 1e-12);
  });
  const result = await fc.check(property, {
    seed: SEED,
    numRuns: RUNS,
    interruptAfterTimeLimit: 10_000,
    markInterruptAsFailure: false,
  });
  assert.ok(!result.failed, fc.defaultReportMessage(result));
  assert.ok(result.numRuns > 10, `${result.numRuns} of ${RUNS} runs`);
});
