/** The runner process: takes one job at a time from its parent and does all heavy arithmetic. */
import { asTensorError } from '../../empirical/backends/tensor-error.ts';
import { createEngine } from '../../engine/create-engine.ts';
import { provenanceFromNow } from '../../provenance.ts';
import { ArrayStore } from '../../store/array-store.ts';
import { collectArrays, isNdArray } from '../../store/array-value.ts';
import { CheckpointStore } from '../../store/checkpoint-store.ts';
import { RegressionStore } from '../../store/regression-store.ts';
import { TrainingStore } from '../../store/training-store.ts';
import { planOf } from '../estimate/plan-of.ts';
import { pointCount } from '../estimate/workload.ts';
import { isPart, programs } from '../programs/index.ts';
import { loadArray } from '../programs/load-array.ts';
import type { KernelRowsInput } from '../programs/part-types.ts';
import type { JobInputs, KernelsInput, Program, ProgramContext } from '../programs/program.ts';
import { calibrate } from './calibrate.ts';
import { endWithParent } from './end-with-parent.ts';
import { jobFailure } from './failure.ts';
import { type FromRunner, INLINE_PART_BYTES, INLINE_RESULT_BYTES, type RunnerOptions, type ToRunner } from './protocol.ts';
import { ResultFiles } from './result-files.ts';
import { RunnerControl } from './runner-control.ts';
import { RunnerTensors } from './runner-tensors.ts';

endWithParent();
const { dataDir, linalg, threads, checkpointMs, mostKeptBytes = 2 ** 30 } = JSON.parse(process.argv[2]!) as RunnerOptions;
const arrays = new ArrayStore(dataDir);
const regressions = new RegressionStore(dataDir);
const trainings = new TrainingStore(dataDir);
const { engine, reason } = await createEngine({ linalg, threads });
const rates = await calibrate(engine, threads);
const tensors = new RunnerTensors(threads, (jobId, asked) => send({ type: 'tensors', jobId, asked }));
let current: { jobId: string; control: RunnerControl } | undefined;

process.on('message', (message: ToRunner) => {
  if (message.type === 'cancel') {
    if (current?.jobId === message.jobId) current.control.cancel();
    return;
  }
  if (message.type === 'tensors') tensors.answered(message.answer);
  else void run(message);
});
// A terminal sends its interrupt to every process; the server decides when a runner ends.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.on('disconnect', () => process.exit(0));
send({ type: 'ready', engine: engine.name, reason, rates });

async function run({ jobId, kind, input, owner, folder }: Extract<ToRunner, { type: 'run' }>): Promise<void> {
  const control = new RunnerControl(jobId, (progress) => send({ type: 'progress', jobId, progress }));
  current = { jobId, control };
  const files = new ResultFiles(folder, (file, finalBytes) => send({ type: 'growing', jobId, file, finalBytes }));
  try {
    const program = programs[kind] as Program<keyof JobInputs>;
    engine.kernels.keepAtMost(keptBytes(kind, input));
    const result = await program(input, contextOf(jobId, owner, control, files));
    const sent = await files.externalise(result, isPart(kind) ? INLINE_PART_BYTES : INLINE_RESULT_BYTES);
    send({ type: 'done', jobId, result: sent, unfit: keepsMuch() });
    // Large arrays stand in files now, small ones were copied.
    engine.kernels.recycle(collectArrays(result).flatMap(({ array }) => (isNdArray(array) ? [array.data] : [])));
  } catch (error) {
    await files.abandon();
    const failure = jobFailure(tensors.inUse ? asTensorError(error) : error);
    send({ type: 'failed', jobId, error: failure, unfit: keepsMuch() || (tensors.inUse && failure.code === 'out_of_memory') });
  } finally {
    current = undefined;
  }
}

/** TensorFlow and WebAssembly give back nothing of what tensors once took; estimates of other jobs do not count it. */
function keepsMuch(): boolean {
  return tensors.inUse && process.memoryUsage.rss() > mostKeptBytes;
}

/** What results of the job before may take while this one runs: its own results are written there, or it ends first. */
function keptBytes(kind: keyof JobInputs, input: JobInputs[keyof JobInputs]): number {
  if (kind === 'kernels') return 8 * planOf({ kind, input: input as KernelsInput }).outputNumbers;
  if (kind !== 'kernel_rows') return 0;
  const { kernels, start, stop } = input as KernelRowsInput;
  const all = planOf({ kind: 'kernels', input: kernels }).outputNumbers;
  return (8 * all * (stop - start)) / pointCount(kernels.points);
}

/** What a program works with: of an owner's job, what is theirs and no more; whoever started another was seen to see what it names. */
function contextOf(jobId: string, owner: string | undefined, control: RunnerControl, files: ResultFiles): ProgramContext {
  const view = owner === undefined ? { everyone: true } : { owner };
  return {
    jobId,
    control,
    engine,
    tensors: (backend) => tensors.open(jobId, backend),
    regressions: regressions.of(view),
    trainings: trainings.of(view),
    showCurve: (curve) => control.curve(curve),
    checkpoints: new CheckpointStore(dataDir, checkpointMs, owner),
    load: (array, path) => loadArray(array, path, arrays.of(owner), (length) => engine.kernels.allocate(length)),
    follow: (matrix) => files.follow(matrix),
    writeRows: (path, shape, rows) => files.writeRows(path, shape, rows),
    provenance: provenanceFromNow(engine.name),
  };
}

function send(message: FromRunner): void {
  process.send?.(message);
}
