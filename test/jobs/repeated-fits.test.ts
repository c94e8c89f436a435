import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { uncontrolled } from '../../src/control.ts';
import { referenceEngine } from '../../src/engine/engine.ts';
import type { JobRequest, JobResult } from '../../src/jobs/job.ts';
import { partsOf } from '../../src/jobs/parts.ts';
import { loadArray } from '../../src/jobs/programs/load-array.ts';
import type { ArrayInput, ProgramContext, RegressionInput } from '../../src/jobs/programs/program.ts';
import { fitProgram } from '../../src/jobs/programs/regressions.ts';
import { subsetProgram } from '../../src/jobs/programs/subsets.ts';
import { DEFAULT_SOLVER, type SolverSpec } from '../../src/regression/solver.ts';
import { ArrayStore } from '../../src/store/array-store.ts';
import { CheckpointStore } from '../../src/store/checkpoint-store.ts';
import { RegressionStore } from '../../src/store/regression-store.ts';
import { mlp, RELU } from '../reference/cases.ts';
import { ndArray, numbers } from '../support/requests.ts';

const dataDir = await mkdtemp(join(tmpdir(), 'fits-'));
after(() => rm(dataDir, { recursive: true }));
const arrays = new ArrayStore(dataDir);
const regressions = new RegressionStore(dataDir);
const idOf = (digit: number) => `00000000-0000-4000-8000-00000000000${digit}`;

/** @param load of arrays; one that is not to be fitted is not even loaded */
const contextOf = (jobId: string, load = (array: ArrayInput, path: string) => loadArray(array, path, arrays)): ProgramContext =>
  ({
    jobId,
    control: uncontrolled,
    engine: referenceEngine,
    load,
    regressions,
    checkpoints: new CheckpointStore(dataDir),
    provenance: () => ({ version: '', engine: '', precision: 'float64', seconds: 0 }),
  }) as unknown as ProgramContext;
const nothing = async () => assert.fail('it is fitted again');

const input = (solver: SolverSpec): RegressionInput => ({
  architecture: mlp(2, RELU),
  kernel: 'ntk',
  train: { x: ndArray(numbers(12, 3)), y: ndArray(numbers(12, 1)) },
  ridge: { value: 0.1, scale: 'absolute' },
  jitters: [],
  solver,
});

test('a fit that was kept before its job was recorded is not there twice', async () => {
  const fitted = await fitProgram(input(DEFAULT_SOLVER), contextOf(idOf(1)));
  assert.equal(fitted.id, idOf(1));
  assert.deepEqual(await fitProgram(input(DEFAULT_SOLVER), contextOf(idOf(1), nothing)), fitted);
  assert.notEqual((await fitProgram(input(DEFAULT_SOLVER), contextOf(idOf(2)))).id, fitted.id);
  assert.equal((await regressions.list()).length, 2);
});

test('nor are its subsets fitted again', async () => {
  const solver: SolverSpec = { kind: 'subsets', count: 3, size: 4, disjoint: true, seed: 0 };
  const request: JobRequest<'regression_fit'> = { kind: 'regression_fit', lane: 'quick', input: input(solver) };
  const attempt = async (...load: [typeof nothing] | []) => {
    const { parts, gather } = partsOf(idOf(3), request, 1)!;
    const results: JobResult[] = [];
    for (const part of parts) results.push(await subsetProgram(part.input as never, contextOf(idOf(4), ...load)));
    return { results, fitted: await fitProgram(gather(results).input, contextOf(idOf(5), ...load)) };
  };
  const first = await attempt();
  assert.equal(first.fitted.id, idOf(3));
  assert.deepEqual(await attempt(nothing), first);
});
