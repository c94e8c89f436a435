import type { Engine } from '../../../wasm/engine.ts';
import { choleskyPanelTask, choleskyUpdateTask } from './cholesky-task.ts';
import { gemmTask } from './gemm-task.ts';
import { trsmTask } from './trsm-task.ts';

/** The parallel parts of the WASM backend, over one instance of the module. */
export function wasmTasks(wasm: Engine) {
  return {
    gemm: gemmTask(wasm),
    cholesky_update: choleskyUpdateTask(wasm),
    cholesky_panel: choleskyPanelTask(wasm),
    trsm: trsmTask(wasm),
  };
}

export type WasmTasks = ReturnType<typeof wasmTasks>;
