import type { Lane } from '../job.ts';
import type { RunnerStatus } from '../queue.ts';
import type { QueueObserver } from '../queue-observer.ts';
import type { RunnerOptions } from './protocol.ts';
import { type ChooseTensors, RunnerProcess } from './runner-process.ts';

/** A runner that dies before it was ready this many times in a row is not started again at once. */
const RESTART_DELAY_MS = 1000;

/** The runners of one lane: always as many as asked for, each replaced when it dies. */
export class RunnerLane {
  readonly lane: Lane;
  readonly #options: RunnerOptions;
  readonly #chooseTensors: ChooseTensors;
  readonly #onReady: (reason: string) => void;
  readonly #observers: readonly QueueObserver[];
  readonly #runners = new Set<RunnerProcess>();
  #closed = false;

  /** @param onReady called whenever a runner is up, with the reason for its engine */
  constructor(
    lane: Lane,
    count: number,
    options: RunnerOptions,
    chooseTensors: ChooseTensors,
    onReady: (reason: string) => void,
    observers: readonly QueueObserver[] = [],
  ) {
    this.lane = lane;
    this.#options = options;
    this.#chooseTensors = chooseTensors;
    this.#onReady = onReady;
    this.#observers = observers;
    for (let i = 0; i < count; i++) this.#start();
  }

  /** A runner that has nothing to do, of those that `may` take something. */
  idle(may: (runner: RunnerProcess) => boolean = () => true): RunnerProcess | undefined {
    return [...this.#runners].find((runner) => runner.state === 'idle' && may(runner));
  }

  status(): RunnerStatus[] {
    return [...this.#runners].map((runner) => ({
      lane: this.lane,
      state: runner.state,
      ...(runner.pid !== undefined && { pid: runner.pid }),
      jobsDone: runner.jobsDone,
      ...(runner.engine !== undefined && { engine: runner.engine }),
      ...(runner.rates && { rates: runner.rates }),
    }));
  }

  close(): void {
    this.#closed = true;
    for (const runner of this.#runners) runner.kill();
  }

  #start(): void {
    const onExit = () => {
      this.#runners.delete(runner);
      if (this.#closed) return;
      for (const observer of this.#observers) observer.runnerEnded?.(this.lane, runner.pid);
      if (runner.engine === undefined) setTimeout(() => this.#closed || this.#start(), RESTART_DELAY_MS).unref();
      else this.#start();
    };
    const runner = new RunnerProcess(this.#options, this.#chooseTensors, this.#onReady, onExit, (line, isError, owner) => {
      for (const observer of this.#observers) observer.runnerLine?.(this.lane, line, isError, owner);
    });
    this.#runners.add(runner);
    if (this.lane === 'heavy') runner.yieldToOthers();
  }
}
