import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Control, uncontrolled } from '../../src/control.ts';
import { HypertangentError, isHypertangentError } from '../../src/errors.ts';
import type { Architecture } from '../../src/kernels/architecture.ts';
import { kernelMatrices } from '../../src/kernels/kernel-matrices.ts';
import type { Points } from '../../src/kernels/points.ts';
import { hypernetwork, mlp, RELU } from '../reference/cases.ts';
import { assertConforms, everything, forEachEngine, normals, relativeDifference } from './support.ts';

const CANCELLED = new HypertangentError('job_cancelled', 'no longer wanted', { id: 'x' });

/** What a loop may still do when it is told to end: some bands of rows, on a machine that does other things too. */
const SOON_MS = 700;

await forEachEngine((make) => {
  const engine = make();

  test('a checkpoint that throws ends a long kernel soon, and the engine works on', async () => {
    let thrownAt = 0;
    const control: Control = {
      checkpoint: async (fraction) => {
        if (fraction < 0.03) return;
        thrownAt ||= performance.now();
        throw CANCELLED;
      },
      stage: () => {},
    };
    const request = { architecture: mlp(8, { name: 'erf' }), points: { x: normals(6000, 20, 1) }, outputs: ['nngp'] as const };
    await assert.rejects(kernelMatrices(request, await engine, control), CANCELLED);
    const elapsed = performance.now() - thrownAt;
    assert.ok(elapsed < SOON_MS, `it went on for ${elapsed} ms`);
    await assertConforms(await engine, everything(mlp(2, RELU), { x: normals(150, 3, 2) }));
  });

  test('a deep network is computed a few rows at a time, so that a cancel is heard', async () => {
    const problem = {
      architecture: mlp(1000, { name: 'erf' }),
      points: { x: normals(128, 3, 1) },
      points2: { x: normals(4000, 3, 2) },
      outputs: ['nngp'] as const,
      layers: false,
    };
    const prepared = await (await engine).prepare(problem);
    const data = prepared.allocate(128 * 4000);
    const done = new Set<number>();
    await prepared.evaluate(0, 128, [{ output: 'nngp', layer: 1000, data }], uncontrolled, (rows) => done.add(rows));
    assert.ok(done.size >= 4, `rows that were known to be done: ${[...done]}`);
    const last = prepared.allocate(8 * 4000);
    await prepared.evaluate(120, 128, [{ output: 'nngp', layer: 1000, data: last }], uncontrolled);
    assert.ok(relativeDifference(data.subarray(120 * 4000), last) < 1e-13);
  });

  test('progress rises from 0 to 1', async () => {
    const fractions: number[] = [];
    const control: Control = { checkpoint: async (fraction) => void fractions.push(fraction), stage: () => {} };
    const request = { architecture: mlp(4, { name: 'erf' }), points: { x: normals(3000, 3, 1) }, outputs: ['ntk'] as const };
    await kernelMatrices(request, await engine, control);
    assert.ok(fractions.length > 2, `${fractions.length} reports`);
    assert.deepEqual(
      fractions,
      fractions.toSorted((a, b) => a - b),
    );
    assert.equal(fractions.at(-1), 1);
  });

  describe('kernel_overflow from a thread keeps its class, code and details', () => {
    const small = normals(150, 2, 1).data;
    const spiked = (value: number, row: number) => ({
      x: { shape: [150, 2] as const, data: small.slice().fill(value, 2 * row, 2 * row + 2) },
    });
    const coordinates = { shape: [150, 1] as const, data: small.slice(0, 150) };
    const cases: Record<string, [Architecture, Points, Points | undefined, number[]]> = {
      'mlp, one set': [mlp(1, RELU), spiked(1e200, 149), undefined, [149, 149]],
      'mlp, two sets': [mlp(1, RELU), spiked(1e200, 97), spiked(1e200, 140), [97, 140]],
      hypernetwork: [
        hypernetwork(mlp(1, RELU), mlp(1, RELU)),
        { ...spiked(1e100, 3), z: { ...coordinates, data: coordinates.data.slice().fill(1e60, 3, 4) }, pairing: 'rows' },
        undefined,
        [3, 3],
      ],
    };
    for (const [name, [architecture, points, points2, index]] of Object.entries(cases)) {
      test(name, async () => {
        const request = { architecture, points, ...(points2 && { points2 }), outputs: ['nngp'] as const };
        await assert.rejects(kernelMatrices(request, await engine), (error) => {
          assert.ok(isHypertangentError(error, 'kernel_overflow'), String(error));
          assert.deepEqual(error.details, { output: 'nngp', index });
          return true;
        });
        await assertConforms(await engine, everything(mlp(2, RELU), { x: normals(150, 3, 2) }));
      });
    }
  });
});
