import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Control } from '../control.ts';
import { HypertangentError } from '../errors.ts';
import type { LoopAnswer, LoopMessage } from './protocol.ts';
import { sharedCollections } from './shared.ts';
import { packViews } from './views.ts';

/** The body of a parallel loop: does the work of one index. */
export type LoopBody = (index: number) => void;

/**
 * Makes the tasks of one thread: by name, functions from a context to a loop body.
 *
 * @param options of the pool, the same for all threads
 */
export type TaskSetup<Options> = (options: Options) => Promise<Record<string, (context: never) => LoopBody>>;

/** How often a running loop reports its progress and asks whether it is still wanted. */
const REPORT_INTERVAL_MS = 50;
/** The same where someone waits for the first indices. */
const WATCH_INTERVAL_MS = 4;

/**
 * Worker threads that share the indices of one loop after another.
 *
 * Which thread does which index is open; bodies write to places that belong to their index, so that
 * the result does not depend on it, nor on the number of threads.
 */
export class ThreadPool {
  readonly size: number;
  readonly #tasksUrl: URL;
  #options: unknown;
  #workers: Worker[] | undefined;
  #busy: Promise<void> = Promise.resolve();
  /** Settles when every thread has answered to the loop before. */
  #answered: Promise<void> = Promise.resolve();

  /** @param tasksUrl a module that exports `setup`, a {@link TaskSetup} for the options of {@link setUp} */
  constructor(size: number, tasksUrl: URL) {
    this.size = size;
    this.#tasksUrl = tasksUrl;
  }

  /** What each thread is set up with; threads start with the first loop. */
  setUp(options: unknown): void {
    this.#options = options;
  }

  /**
   * Runs a loop on all threads; loops that are started meanwhile wait for it.
   *
   * @param onDone told, while the loop runs, how many of the first indices are done
   * @throws whatever `control.checkpoint` throws, after the threads have stopped; or a body's error; or `internal`
   *   when a thread ended by itself. Threads that ended are started anew by the next loop.
   */
  run(task: string, context: unknown, count: number, control: Control, onDone?: (first: number) => void): Promise<void> {
    const loop = this.#busy.then(() => this.#loop(task, context, count, control, onDone));
    this.#busy = loop.catch(() => {});
    return loop;
  }

  /** Ends the threads, and with them a loop that runs. */
  async close(): Promise<void> {
    const workers = this.#workers ?? [];
    this.#workers = undefined;
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  async #loop(
    task: string,
    context: unknown,
    count: number,
    control: Control,
    onDone: ((first: number) => void) | undefined,
  ): Promise<void> {
    if (count === 0) return;
    this.#workers ??= this.#start();
    const counter = new SharedArrayBuffer(4);
    const next = new Int32Array(counter);
    const workers = this.#workers.slice(0, count);
    await this.#answered;
    const places = new SharedArrayBuffer(4 * workers.length);
    const place = new Int32Array(places).fill(-1);
    const packed = packViews(context);
    const answers = workers.map((worker, thread) =>
      ask(worker, {
        task,
        context: packed,
        count,
        counter,
        places,
        thread,
        collections: sharedCollections(),
      } satisfies LoopMessage),
    );
    const everyone = Promise.all(answers);
    let finished = false;
    const settled = Promise.allSettled(answers).then(() => {
      finished = true;
    });
    // Whoever waits for `settled` first must not find a rejection that nobody handled.
    everyone.catch(() => {});
    try {
      while (!finished) {
        await Promise.race([settled, delay(onDone ? WATCH_INTERVAL_MS : REPORT_INTERVAL_MS)]);
        // Every index before the lowest that a thread is at has been taken and left.
        onDone?.(Math.max(0, Math.min(...place)));
        await control.checkpoint(Math.min(1, Math.max(0, Atomics.load(next, 0) - answers.length) / count));
      }
    } catch (error) {
      Atomics.store(next, 0, count);
      // Threads that are still starting take nothing of this loop, and need not be waited for.
      this.#answered = settled;
      await Promise.allSettled(answers.filter((_, thread) => Atomics.load(place, thread) >= 0));
      throw error;
    }
    const failed = (await everyone).find(({ error }) => error !== null);
    if (failed?.error) throw HypertangentError.fromPlain(failed.error);
  }

  #start(): Worker[] {
    const workers = Array.from({ length: this.size }, () => startWorker(this.#tasksUrl, this.#options));
    for (const worker of workers) {
      worker.once('exit', () => {
        // One that ended takes the others along: a loop without it would have no end.
        if (this.#workers === workers) void this.close();
      });
    }
    return workers;
  }
}

function ask(worker: Worker, message: LoopMessage): Promise<LoopAnswer> {
  return new Promise((resolve, reject) => {
    let cause: Error | undefined;
    const done = (answer: LoopAnswer) => {
      forget();
      resolve(answer);
    };
    const failed = (error: Error) => {
      cause = error;
    };
    const ended = () => {
      forget();
      reject(new HypertangentError('internal', 'a computing thread ended before its work was done', {}, cause));
    };
    const forget = () => worker.off('message', done).off('error', failed).off('exit', ended);
    worker.on('message', done).on('error', failed).on('exit', ended);
    try {
      worker.postMessage(message);
    } catch (error) {
      forget();
      reject(error as Error);
    }
  });
}

/** A worker that runs from source (through tsx) as from the build. */
function startWorker(tasksUrl: URL, options: unknown): Worker {
  const entry = new URL(`./worker-main${extname(import.meta.url)}`, import.meta.url);
  const workerData = { tasksUrl: tasksUrl.href, options };
  const worker = entry.href.endsWith('.ts')
    ? new Worker(fromSource(entry), { eval: true, workerData })
    : new Worker(entry, { workerData });
  // What went wrong is the error of the loop that it was in; without a listener it would end the process.
  worker.on('error', () => {});
  worker.setMaxListeners(0);
  worker.unref();
  return worker;
}

function fromSource(entry: URL): string {
  const tsx = createRequire(import.meta.url)
    .resolve('tsx/esm/api')
    .replace(/index\.cjs$/, 'index.mjs');
  return `import(${JSON.stringify(tsx)}).then((api) => { api.register(); return import(${JSON.stringify(entry.href)}); })`;
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
