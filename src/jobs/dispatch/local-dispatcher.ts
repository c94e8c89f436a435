import type { BackendName } from '../../linalg/backend-names.ts';
import { type JobResult, LANES, type Lane } from '../job.ts';
import { cancelledError, diedError } from '../job-errors.ts';
import type { QueueStatus } from '../queue.ts';
import type { QueueObserver } from '../queue-observer.ts';
import { RunnerLane } from '../runner/runner-lane.ts';
import type { ChooseTensors, RunnerProcess } from '../runner/runner-process.ts';
import type { Dispatcher, Task } from './dispatcher.ts';
import { nextToStart, type RunningJob, secondsUntilRoom } from './schedule.ts';

/** Cancelling kills the runner when the job does not stop by itself within this time. */
const CANCEL_GRACE_MS = 2000;

/** The runners of one machine. */
export interface LocalRunnersOptions {
  dataDir: string;
  /** Linear algebra and threads of each runner. */
  linalg: BackendName;
  threads: number;
  /** Asked when a job needs tensors. */
  chooseTensors: ChooseTensors;
  /** Between two checkpoints of a long solve. */
  checkpointMs: number;
  /** Called once, with the engine of the runners and the reason for it. */
  onEngine?: (engine: string, reason: string) => void;
  /** Runner processes in each lane. */
  runners: Readonly<Record<Lane, number>>;
  /** That running jobs may take together, by their estimates. */
  memoryBytes: number;
  observers?: readonly QueueObserver[];
}

interface Waiting {
  task: Task;
  resolve(result: JobResult): void;
  reject(error: unknown): void;
}

interface Running extends RunningJob {
  runner: RunnerProcess;
  cancelled: boolean;
}

/** Tasks wait in memory and run in runner processes of this machine. */
export class LocalDispatcher implements Dispatcher {
  readonly #options: LocalRunnersOptions;
  readonly #lanes: Record<Lane, RunnerLane>;
  /** Of all lanes, in the order in which they came. */
  readonly #waiting: Waiting[] = [];
  readonly #running = new Map<string, Running>();
  #announced = false;

  constructor(options: LocalRunnersOptions) {
    this.#options = options;
    const { dataDir, linalg, threads, checkpointMs, chooseTensors, observers } = options;
    const onReady = (reason: string) => {
      this.#announce(reason);
      this.#dispatch();
    };
    const lane = (name: Lane) =>
      new RunnerLane(name, options.runners[name], { dataDir, linalg, threads, checkpointMs }, chooseTensors, onReady, observers);
    this.#lanes = { quick: lane('quick'), heavy: lane('heavy') };
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  run(task: Task): Promise<JobResult> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ task, resolve, reject });
      this.#dispatch();
    });
  }

  cancel(jobId: string): void {
    const index = this.#waiting.findIndex(({ task }) => task.jobId === jobId);
    if (index >= 0) {
      const [waiting] = this.#waiting.splice(index, 1);
      waiting!.reject(cancelledError(jobId));
      return;
    }
    const running = this.#running.get(jobId);
    if (running === undefined) return;
    running.cancelled = true;
    running.runner.cancel(jobId, CANCEL_GRACE_MS);
  }

  secondsUntilRoom(): number {
    return secondsUntilRoom(
      this.#waiting.map(({ task }) => task),
      [...this.#running.values()],
      performance.now(),
    );
  }

  runners(lane: Lane): number {
    return this.#options.runners[lane];
  }

  status(): Omit<QueueStatus, 'closing'> {
    const runners = LANES.flatMap((lane) => this.#lanes[lane].status());
    const waitingIn = { quick: 0, heavy: 0 };
    for (const { task } of this.#waiting) waitingIn[task.lane]++;
    const takenBytes = [...this.#running.values()].reduce((sum, { cost }) => sum + cost.memoryBytes, 0);
    const memory = { takenBytes, limitBytes: this.#options.memoryBytes };
    return { waiting: this.#waiting.length, running: this.#running.size, waitingIn, memory, runners };
  }

  /** What waits ends as what runs does. */
  async close(): Promise<void> {
    for (const { task, reject } of this.#waiting.splice(0)) reject(diedError(task.jobId, null, null));
    for (const lane of LANES) this.#lanes[lane].close();
  }

  #announce(reason: string): void {
    if (this.#announced) return;
    this.#announced = true;
    this.#options.onEngine?.(this.status().runners.find(({ engine }) => engine !== undefined)?.engine ?? '', reason);
  }

  /** Starts every task that has a runner and fits into memory beside those that run. */
  #dispatch(): void {
    for (;;) {
      const isIdle = (lane: Lane) => this.#idle(lane) !== undefined;
      if (!LANES.some(isIdle)) return;
      const machine = {
        isIdle,
        memoryBytes: this.#options.memoryBytes,
        running: [...this.#running.values()],
        now: performance.now(),
      };
      const index = nextToStart(
        this.#waiting.map(({ task }) => task),
        machine,
      );
      if (index < 0) return;
      const [next] = this.#waiting.splice(index, 1);
      void this.#start(next!, this.#idle(next!.task.lane)!);
    }
  }

  /** A runner of the lane that has nothing to do and is not about to. */
  #idle(lane: Lane): RunnerProcess | undefined {
    const taken = new Set([...this.#running.values()].map(({ runner }) => runner));
    return this.#lanes[lane].idle((runner) => !taken.has(runner));
  }

  async #start({ task, resolve, reject }: Waiting, runner: RunnerProcess): Promise<void> {
    const { jobId, lane, cost } = task;
    const running = { lane, cost, startedAt: performance.now(), runner, cancelled: false };
    this.#running.set(jobId, running);
    try {
      const started = task.onStart();
      if (started) await started;
      if (running.cancelled) throw cancelledError(jobId);
      resolve(await runner.run(task));
    } catch (error) {
      reject(error);
    }
    this.#running.delete(jobId);
    this.#dispatch();
  }
}
