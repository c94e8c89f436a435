/** What worker threads can be asked to do, by name. */
import { wasmTasks } from '../linalg/backends/wasm/tasks.ts';
import type { LoopBody, TaskSetup } from '../threads/pool.ts';
import { createEngine } from '../wasm/engine.ts';
import { kernelTask } from './kernel-task.ts';
import { normalsTask } from './normals-task.ts';
import { meansOfThread } from './passes.ts';

/** How the threads of a pool compute; the same for all of their loops. */
export interface ThreadOptions {
  withBlas: boolean;
}

/** Called once in each thread. */
export const setup: TaskSetup<ThreadOptions> = async ({ withBlas }) => {
  const { makePasses } = await meansOfThread(withBlas);
  // Linear algebra and random numbers have an instance of their own: they take and give back memory as they go.
  const wasm = createEngine();
  const tasks = { kernel_bands: kernelTask(makePasses), normals: normalsTask(wasm), ...wasmTasks(wasm) };
  return tasks as Record<string, (context: never) => LoopBody>;
};
