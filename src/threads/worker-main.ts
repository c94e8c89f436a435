/** A worker thread: runs its part of one parallel loop after another. */
import { parentPort, workerData } from 'node:worker_threads';
import { HypertangentError, isHypertangentError, type PlainError } from '../errors.ts';
import { collectGarbage } from './garbage.ts';
import type { TaskSetup } from './pool.ts';
import type { LoopAnswer, LoopMessage } from './protocol.ts';
import { unpackViews } from './views.ts';

const { tasksUrl, options } = workerData as { tasksUrl: string; options: unknown };
const { setup } = (await import(tasksUrl)) as { setup: TaskSetup<unknown> };
const tasks = await setup(options);
let collected = 0;

parentPort!.on('message', ({ task, context, count, counter, places, thread, collections }: LoopMessage) => {
  const next = new Int32Array(counter);
  const place = new Int32Array(places);
  const answer = (value: LoopAnswer) => parentPort!.postMessage(value);
  try {
    // Before the counter is looked at: whoever ends the loop first leaves it there or finds this.
    Atomics.store(place, thread, 0);
    const body = tasks[task]!(unpackViews(context) as never);
    for (let index = Atomics.add(next, 0, 1); index < count; index = Atomics.add(next, 0, 1)) {
      Atomics.store(place, thread, index);
      body(index);
    }
    Atomics.store(place, thread, count);
    answer({ error: null });
  } catch (error) {
    Atomics.store(next, 0, count);
    answer({ error: plainError(error) });
  }
  if (collections === collected) return;
  collected = collections;
  collectGarbage();
});

function plainError(error: unknown): PlainError {
  if (isHypertangentError(error)) return error.toPlain();
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  console.error(reason);
  return new HypertangentError('internal', 'a computing thread failed unexpectedly; the log has the cause', {}).toPlain();
}
