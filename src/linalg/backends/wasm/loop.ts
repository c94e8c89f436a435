import type { WasmTasks } from './tasks.ts';

/**
 * Runs a task for the indices 0 to `count` − 1: on the threads, or in the calling one if the work is little.
 *
 * @param work multiplications of SIMD code that would take as long
 */
export type Loop = <Task extends keyof WasmTasks>(
  task: Task,
  context: Parameters<WasmTasks[Task]>[0],
  count: number,
  work: number,
) => Promise<void>;
