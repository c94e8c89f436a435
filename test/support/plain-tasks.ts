import { wasmTasks } from '../../src/linalg/backends/wasm/tasks.ts';
import { createEngine } from '../../src/wasm/engine.ts';

/** Tasks of a thread on a Node that has no fused multiply-add. */
export const setup = async () => wasmTasks(createEngine('plain'));
