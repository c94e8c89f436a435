import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { uncontrolled } from '../../src/control.ts';
import { referenceEngine } from '../../src/engine/engine.ts';
import type { JobRequest } from '../../src/jobs/job.ts';
import { partsOf } from '../../src/jobs/parts.ts';
import { gatheredRows } from '../../src/jobs/programs/gathered-rows.ts';
import { kernelRowsProgram } from '../../src/jobs/programs/kernel-rows.ts';
import type { KernelRowsInput, KernelRowsOutput } from '../../src/jobs/programs/part-types.ts';
import type { KernelsInput, ProgramContext } from '../../src/jobs/programs/program.ts';
import { ResultFiles } from '../../src/jobs/runner/result-files.ts';
import type { Architecture } from '../../src/kernels/architecture.ts';
import type { KernelEngine } from '../../src/kernels/kernel-engine.ts';
import { kernelMatrices } from '../../src/kernels/kernel-matrices.ts';
import { type Points, pointCount } from '../../src/kernels/points.ts';
import { type Matrix, takeRows } from '../../src/nd-array.ts';
import { loadArrays } from '../../src/store/bundle.ts';
import { forEachEngine, normals, pixels } from '../engine/support.ts';
import { hypernetwork, mlp, outputsOf, RELU } from '../reference/cases.ts';

const folder = await mkdtemp(join(tmpdir(), 'kernel-rows-'));
after(() => rm(folder, { recursive: true }));

const ERF = { name: 'erf' };
const LIMIT = { kind: 'fourier_limit', lengthScale: 1.5 } as const;
const rows = (count: number, seed: number, repeated = false) => {
  const x = normals(count, 6, seed);
  const order = Int32Array.from({ length: count }, (_, i) => (7 * i) % 19);
  return { x: repeated ? takeRows(x, order) : x, z: normals(count, 2, seed + 1), pairing: 'rows' } as const;
};
const grid = (count: number, seed: number) => ({ x: normals(count, 6, seed), z: pixels(5, 6), pairing: 'grid' }) as const;

const CASES: Record<string, [Architecture, points: Points, points2?: Points]> = {
  'points of a network': [mlp(3, RELU, { biasStd: 0.2 }), { x: normals(1400, 9, 1) }],
  'wide points': [mlp(3, ERF), { x: normals(800, 784, 1) }],
  'points of two sets': [mlp(3, RELU), { x: normals(900, 9, 1) }, { x: normals(333, 9, 2) }],
  pairs: [hypernetwork(mlp(3, RELU), mlp(2, ERF, { biasStd: 0.1 })), rows(1100, 1)],
  'pairs with repeated images': [hypernetwork(mlp(2, ERF), mlp(3, RELU), LIMIT), rows(700, 1, true)],
  'a grid': [hypernetwork(mlp(2, RELU), mlp(3, ERF), LIMIT), grid(30, 1)],
  'a grid without classes': [hypernetwork(mlp(2, RELU), mlp(3, RELU)), grid(30, 1)],
  'two grids': [hypernetwork(mlp(2, RELU), mlp(3, ERF), LIMIT), grid(20, 1), grid(9, 2)],
};

/** The request's parts, as a job of so many seconds on two runners has them. */
function partsIn(kernels: KernelsInput, seconds: number) {
  const request: JobRequest<'kernels'> = {
    kind: 'kernels',
    input: kernels,
    lane: 'heavy',
    cost: { seconds, memoryBytes: 2 ** 30 },
  };
  return partsOf('', request, 2);
}

function contextOf(engine: KernelEngine): ProgramContext {
  const files = new ResultFiles(folder, () => {});
  return {
    control: uncontrolled,
    engine: { ...referenceEngine, kernels: engine },
    load: async (array: { data: Float64Array }) => array,
    writeRows: files.writeRows.bind(files),
    provenance: () => ({ version: '', engine: '', precision: 'float64', seconds: 0 }),
  } as unknown as ProgramContext;
}

function sameBits(a: Matrix, b: Matrix): boolean {
  const bytes = ({ data }: Matrix) => Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return a.shape.join() === b.shape.join() && bytes(a).equals(bytes(b));
}

await forEachEngine((make) => {
  const made = make(2);
  for (const [name, [architecture, points, points2]] of Object.entries(CASES))
    describe(name, () => {
      const outputs = outputsOf(architecture).slice(0, 2);
      const input: KernelsInput = { architecture, points, ...(points2 && { points2 }), outputs, layers: false };
      for (const seconds of [20, 1000])
        test(`the rows of a job of ${seconds} s have the bits of the whole, held or written`, async () => {
          const context = contextOf(await made);
          const parts = partsIn(input, seconds)!;
          const results: KernelRowsOutput[] = [];
          for (const part of parts.parts) results.push(await kernelRowsProgram(part.input as KernelRowsInput, context));
          assert.ok(results.length > 1 && parts.sizes.reduce((sum, size) => sum + size, 0) === pointCount(points));
          const { matrices } = await kernelMatrices(input as never, await made);
          const held = await gatheredRows(results, outputs, points2 === undefined, context);
          const written = await gatheredRows(results, outputs, points2 === undefined, context, 100 * pointCount(points2 ?? points));
          const read = (await loadArrays(written)) as typeof matrices;
          for (const output of outputs) {
            assert.ok(sameBits(held[output] as Matrix, matrices[output]!), output);
            assert.ok(sameBits(read[output]!, matrices[output]!), `${output}, written`);
          }
        });
    });
});
