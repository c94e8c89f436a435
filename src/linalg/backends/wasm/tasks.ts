import type { Engine } from '../../../wasm/engine.ts';
import { choleskyPanelTask, choleskyUpdateTask } from './cholesky-task.ts';
import { gemmTask } from './gemm-task.ts';
import { mergeVectorsTask, secularRootsTask, secularScalesTask, secularWeightsTask } from './merge-task.ts';
import { reflectorTrianglesTask, reflectRowsTask } from './reflectors-task.ts';
import { symmetricProductTask, symmetricUpdateTask } from './tridiagonal-task.ts';
import { trsmTask } from './trsm-task.ts';

/** The parallel parts of the WASM backend, over one instance of the module. */
export function wasmTasks(wasm: Engine) {
  return {
    gemm: gemmTask(wasm),
    cholesky_update: choleskyUpdateTask(wasm),
    cholesky_panel: choleskyPanelTask(wasm),
    trsm: trsmTask(wasm),
    symmetric_product: symmetricProductTask(),
    symmetric_update: symmetricUpdateTask(wasm),
    secular_roots: secularRootsTask(),
    secular_weights: secularWeightsTask(),
    secular_scales: secularScalesTask(),
    merge_vectors: mergeVectorsTask(wasm),
    reflector_triangles: reflectorTrianglesTask(wasm),
    reflect_rows: reflectRowsTask(wasm),
  };
}

export type WasmTasks = ReturnType<typeof wasmTasks>;
