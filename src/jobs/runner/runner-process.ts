import { type ChildProcess, fork } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TensorSetting } from '../../empirical/backends/names.ts';
import type { TensorBackendName } from '../../empirical/backends/tensor-backend.ts';
import { HypertangentError, isHypertangentError, type PlainError } from '../../errors.ts';
import type { Task } from '../dispatch/dispatcher.ts';
import type { Rates } from '../estimate/rates.ts';
import { cancelledError, diedError } from '../job-errors.ts';
import type { JobResults } from '../programs/program.ts';
import type { LineOwner } from '../queue-observer.ts';
import { readLines } from './output-lines.ts';
import type { FromRunner, RunnerOptions, ToRunner } from './protocol.ts';

/** Runs from source and from the build alike: the runner has the extension of this file. */
const RUNNER = fileURLToPath(new URL(`./runner-main${extname(import.meta.url)}`, import.meta.url));

/** The backend for what a job asks. @throws HypertangentError `backend_unavailable` */
export type ChooseTensors = (asked: TensorSetting) => Promise<TensorBackendName>;

/** What a runner needs of a task. */
export type RunnerTask = Pick<Task, 'jobId' | 'kind' | 'input' | 'owner' | 'folder' | 'onProgress' | 'onGrowth'> &
  Partial<Pick<Task, 'origin'>>;

/** One runner as the server sees it: starts the process, gives it a task, and notices when it dies. */
export class RunnerProcess {
  readonly #child: ChildProcess;
  readonly #onExit: () => void;
  readonly #chooseTensors: ChooseTensors;
  #unfit = false;
  #task: { task: RunnerTask; resolve: (result: JobResults[keyof JobResults]) => void; reject: (error: Error) => void } | undefined;
  #cancelled = false;
  #exited = false;
  /** The job that it runs or ran last. */
  #owner: LineOwner | undefined;
  jobsDone = 0;
  engine: string | undefined;
  /** Measured when it started. */
  rates: Rates | undefined;

  /**
   * @param chooseTensors asked when a job needs tensors
   * @param onReady called when it takes tasks, with the reason for its engine
   * @param onExit called once when the process has ended, after its task was failed
   * @param onLine called with what it prints
   */
  constructor(
    options: RunnerOptions,
    chooseTensors: ChooseTensors,
    onReady: (reason: string) => void,
    onExit: () => void,
    onLine: (line: string, isError: boolean, owner: LineOwner | undefined) => void = (line) => process.stderr.write(`${line}\n`),
  ) {
    this.#chooseTensors = chooseTensors;
    this.#onExit = onExit;
    this.#child = fork(RUNNER, [JSON.stringify(options)], {
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    readLines(this.#child.stdout!, (line) => onLine(line, false, this.#owner));
    readLines(this.#child.stderr!, (line) => onLine(line, true, this.#owner));
    this.#child.on('message', (message: FromRunner) => {
      if (message.type === 'ready') {
        this.engine = message.engine;
        this.rates = message.rates;
        onReady(message.reason);
      } else this.#receive(message);
    });
    this.#child.on('exit', (exitCode, signal) => this.#exit(exitCode, signal));
    this.#child.on('error', () => this.#exit(null, null));
  }

  /** Lets every other process of the machine go before it: whoever waits for a short answer does not wait for a long one. */
  yieldToOthers(): void {
    try {
      if (this.#child.pid !== undefined) setPriority(this.#child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
    } catch {
      // It has ended, or this system has no such thing.
    }
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get state(): 'starting' | 'idle' | 'busy' {
    if (this.#task) return 'busy';
    return this.engine === undefined || this.#unfit ? 'starting' : 'idle';
  }

  /**
   * Runs one task; there must be none.
   *
   * @throws HypertangentError the task's own error, `job_cancelled`, or `runner_died`
   */
  run(task: RunnerTask): Promise<JobResults[keyof JobResults]> {
    this.#cancelled = false;
    return new Promise((resolve, reject) => {
      if (this.#exited) return reject(diedError(task.jobId, null, null));
      this.#task = { task, resolve, reject };
      const { jobId, kind, input, owner, folder, origin } = task;
      this.#owner = { jobId, ...origin };
      this.#send({ type: 'run', jobId, kind, input, owner, folder });
    });
  }

  /** Asks a task to stop at its next checkpoint, and kills the process if it does not within `graceMs`. */
  cancel(jobId: string, graceMs: number): void {
    const running = this.#task;
    if (running?.task.jobId !== jobId) return;
    this.#cancelled = true;
    this.#send({ type: 'cancel', jobId });
    setTimeout(() => {
      if (this.#task === running) this.kill();
    }, graceMs).unref();
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #send(message: ToRunner): void {
    // A process that is already gone is reported by its exit.
    this.#child.send(message, () => {});
  }

  #receive(message: Exclude<FromRunner, { type: 'ready' }>): void {
    const running = this.#task;
    if (running?.task.jobId !== message.jobId) return;
    if (message.type === 'progress') {
      running.task.onProgress(message.progress);
      return;
    }
    if (message.type === 'growing') {
      running.task.onGrowth(message.file, message.finalBytes);
      return;
    }
    if (message.type === 'tensors') {
      void this.#answerTensors(message.jobId, message.asked);
      return;
    }
    this.#task = undefined;
    this.jobsDone++;
    if (message.unfit) {
      this.#unfit = true;
      this.kill();
    }
    if (message.type === 'done') running.resolve(message.result);
    else running.reject(HypertangentError.fromPlain(message.error as PlainError));
  }

  async #answerTensors(jobId: string, asked: TensorSetting): Promise<void> {
    const answer = await this.#chooseTensors(asked).catch((error: unknown) => {
      if (isHypertangentError(error)) return error.toPlain();
      throw error;
    });
    this.#send({ type: 'tensors', jobId, answer });
  }

  #exit(exitCode: number | null, signal: string | null): void {
    if (this.#exited) return;
    this.#exited = true;
    const running = this.#task;
    this.#task = undefined;
    running?.reject(this.#cancelled ? cancelledError(running.task.jobId) : diedError(running.task.jobId, exitCode, signal));
    this.#onExit();
  }
}
