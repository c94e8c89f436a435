/** The runner process: takes one job at a time from its parent and does all heavy arithmetic. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createEngine } from '../../engine/create-engine.ts';
import { HypertangentError, isHypertangentError, type PlainError } from '../../errors.ts';
import { elementCount, type NdArray } from '../../nd-array.ts';
import { VERSION } from '../../provenance.ts';
import { ArrayStore } from '../../store/array-store.ts';
import { collectArrays, isNdArray, mapArrays } from '../../store/array-value.ts';
import { writeNpyScratch } from '../../store/npy/file.ts';
import { RegressionStore } from '../../store/regression-store.ts';
import { planOf } from '../estimate/plan.ts';
import { programs } from '../programs/index.ts';
import { loadArray } from '../programs/load-array.ts';
import type { JobInputs, JobResults, KernelsInput, Program, ProgramContext } from '../programs/program.ts';
import { calibrate } from './calibrate.ts';
import { type FromRunner, INLINE_RESULT_BYTES, type RunnerOptions, type ToRunner } from './protocol.ts';
import { RunnerControl } from './runner-control.ts';

const { dataDir, linalg, threads } = JSON.parse(process.argv[2]!) as RunnerOptions;
const arrays = new ArrayStore(dataDir);
const regressions = new RegressionStore(dataDir);
const { engine, reason } = await createEngine({ linalg, threads });
const rates = await calibrate(engine, threads);
let current: { jobId: string; control: RunnerControl } | undefined;

process.on('message', (message: ToRunner) => {
  if (message.type === 'cancel') {
    if (current?.jobId === message.jobId) current.control.cancel();
    return;
  }
  void run(message);
});
// A terminal sends its interrupt to every process; the server decides when a runner ends.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.on('disconnect', () => process.exit(0));
send({ type: 'ready', engine: engine.name, reason, rates });

async function run({ jobId, kind, input, folder }: Extract<ToRunner, { type: 'run' }>): Promise<void> {
  const control = new RunnerControl(jobId, (fraction, stage) => {
    send({ type: 'progress', jobId, fraction, ...(stage !== undefined && { stage }) });
  });
  current = { jobId, control };
  try {
    const program = programs[kind] as Program<keyof JobInputs>;
    engine.kernels.keepAtMost(keptBytes(kind, input));
    const result = await program(input, contextOf(control));
    send({ type: 'done', jobId, result: await externalise(result, folder) });
    // Large arrays stand in files now, small ones were copied.
    engine.kernels.recycle(collectArrays(result).flatMap(({ array }) => (isNdArray(array) ? [array.data] : [])));
  } catch (error) {
    send({ type: 'failed', jobId, error: plainError(error) });
  } finally {
    current = undefined;
  }
}

/** What results of the job before may take while this one runs: its own results are written there, or it ends first. */
function keptBytes(kind: keyof JobInputs, input: JobInputs[keyof JobInputs]): number {
  return kind === 'kernels' ? 8 * planOf({ kind, input: input as KernelsInput }).outputNumbers : 0;
}

function contextOf(control: RunnerControl): ProgramContext {
  const startedAt = performance.now();
  return {
    control,
    engine,
    regressions,
    load: (array, path) => loadArray(array, path, arrays),
    provenance: (notes) => ({
      version: VERSION,
      engine: engine.name,
      precision: 'float64',
      ...notes,
      seconds: (performance.now() - startedAt) / 1000,
    }),
  };
}

/** Moves the arrays of a large result to files of the job's folder; whoever keeps them makes them durable. */
async function externalise<Result extends JobResults[keyof JobResults]>(result: Result, folder: string): Promise<Result> {
  const bytes = collectArrays(result).reduce((sum, { array }) => sum + 8 * elementCount(array.shape), 0);
  if (bytes <= INLINE_RESULT_BYTES) return result;
  await mkdir(folder, { recursive: true });
  return (await mapArrays(result, async (array, path) => {
    if (!isNdArray(array)) return array;
    const npyPath = join(folder, `result.${path.join('.')}.npy`);
    await writeNpyScratch(npyPath, array as NdArray);
    return { shape: array.shape, npyPath };
  })) as Result;
}

function plainError(error: unknown): PlainError {
  if (isHypertangentError(error)) return error.toPlain();
  if (error instanceof RangeError && /allocation|array length|buffer/i.test(error.message)) {
    const message = `not enough memory for this problem (${error.message}); use fewer points, or a solver that does not store the kernel`;
    return new HypertangentError('out_of_memory', message, { reason: error.message }).toPlain();
  }
  console.error(error);
  return new HypertangentError('internal', 'the computation failed unexpectedly; the log has the cause', {}).toPlain();
}

function send(message: FromRunner): void {
  process.send?.(message);
}
