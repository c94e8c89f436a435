import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import util, { promisify } from 'node:util';
import type { TensorFlowBinding } from './binding.ts';
import { TF32_VARIABLE } from './names.ts';

const PACKAGE = '@tensorflow/tfjs-node-gpu';

/** TensorFlow's own library, loaded into this process. */
export interface TensorFlowLibrary {
  readonly binding: TensorFlowBinding;
  /** For people: its version and what it computes with. */
  readonly device: string;
  /** Whether it computes on a graphics processor. */
  readonly accelerator: boolean;
  /** Of the device, where it can be known. */
  readonly memoryBytes?: number;
}

/** Why the library cannot be had here, found without loading it; null where it is worth an attempt. */
export function missingLibrary(): string | null {
  const folder = packageFolder();
  if (folder === null) return `the package ${PACKAGE} is not installed`;
  const built = existsSync(join(folder, 'lib/napi-v8/tfjs_binding.node'));
  return built ? null : 'the library is not installed; scripts/setup-tensorflow does that';
}

/** Whether scripts/setup-tensorflow saw the library use a GPU, in a process of its own; nothing is loaded to find out. */
export function testedOnGpu(): boolean {
  const folder = packageFolder();
  if (folder === null) return false;
  try {
    return JSON.parse(readFileSync(join(folder, 'deps/installed.json'), 'utf8')).accelerator === true;
  } catch {
    return false;
  }
}

/**
 * Loads the library, with CUDA where it was built with it and finds a device; scripts/setup-tensorflow installs it. It
 * also becomes the backend that tfjs uses.
 *
 * @param threads of its operations; counts when it is first loaded
 * @throws Error whose message is the reason, if it does not load
 */
export async function loadLibrary(threads: number): Promise<TensorFlowLibrary> {
  prepareProcess(threads);
  await import('@tensorflow/tfjs-node-gpu');
  const { findBackend } = await import('@tensorflow/tfjs-core');
  const { binding } = findBackend('tensorflow') as unknown as { binding: TensorFlowBinding };
  const library = `TensorFlow ${binding.TF_Version}`;
  if (!binding.isUsingGpuDevice()) return { binding, device: `${library} (CPU)`, accelerator: false, memoryBytes: totalmem() };
  const gpu = await describeGpu();
  const device = `${library} (${gpu?.name ?? 'CUDA'})`;
  return { binding, device, accelerator: true, ...(gpu && { memoryBytes: gpu.memoryBytes }) };
}

function packageFolder(): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`));
  } catch {
    return null;
  }
}

/** Sets what the library reads once, when it is loaded; what the environment says already is kept. */
function prepareProcess(threads: number): void {
  const settings = {
    // Errors come as exceptions; what the library prints beside them tells nothing more.
    TF_CPP_MIN_LOG_LEVEL: '3',
    // Otherwise it takes all memory of the device at once, whatever else runs on it.
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    // Its faster kernels sum in another order from one run to the next, and announce themselves on stderr.
    TF_ENABLE_ONEDNN_OPTS: '0',
    TF_NUM_INTRAOP_THREADS: String(threads),
    // Otherwise large tensors take new pages of the system in every operation, which costs as much as computing them.
    TF_CPU_ALLOCATOR_USE_BFC: 'true',
    TF_CPU_BFC_MEM_LIMIT_IN_MB: String(Math.floor(totalmem() / 2 ** 20)),
  };
  for (const [variable, value] of Object.entries(settings)) process.env[variable] ??= value;
  // Ours alone decides, so that the self-test knows what to expect.
  process.env.NVIDIA_TF32_OVERRIDE = process.env[TF32_VARIABLE] === '1' ? '1' : '0';
  restoreUtilities();
}

/** tfjs-node calls two functions that Node 23 removed. */
function restoreUtilities(): void {
  const utilities = util as unknown as Record<string, (value: unknown) => boolean>;
  utilities.isNullOrUndefined ??= (value) => value === null || value === undefined;
  utilities.isArray ??= Array.isArray;
}

/** By the driver's tool, as the library does not tell: of the first device that it may use. */
async function describeGpu(): Promise<{ name: string; memoryBytes: number } | undefined> {
  const [first] = (process.env.CUDA_VISIBLE_DEVICES ?? '0').split(',');
  try {
    const query = ['--query-gpu=name,memory.total', '--format=csv,noheader,nounits', `--id=${first || 0}`];
    const { stdout } = await promisify(execFile)('nvidia-smi', query, { timeout: 5000 });
    const [name, mebibytes] = stdout.trim().split(', ');
    const memoryBytes = Number(mebibytes) * 2 ** 20;
    return name && memoryBytes > 0 ? { name, memoryBytes } : undefined;
  } catch {
    return undefined;
  }
}
