import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import util, { promisify } from 'node:util';
import { TF32_VARIABLE } from './names.ts';
import { type OpenedDevice, resolvePackage, type TensorOffer } from './offer.ts';

const PACKAGE = '@tensorflow/tfjs-node-gpu';

/** What tfjs-node tells of the library. */
interface TensorFlowBackend {
  readonly isUsingGpuDevice: boolean;
  readonly binding: { readonly TF_Version: string };
}

/** TensorFlow's own library, with CUDA where it was built with it and finds a device; scripts/setup-tensorflow installs it. */
export const tensorflow: TensorOffer = {
  missing() {
    const manifest = resolvePackage(`${PACKAGE}/package.json`);
    if (manifest === null) return `the package ${PACKAGE} is not installed`;
    const built = existsSync(join(dirname(manifest), 'lib/napi-v8/tfjs_binding.node'));
    return built ? null : 'the library is not installed; scripts/setup-tensorflow does that';
  },

  async open(core, threads): Promise<OpenedDevice> {
    prepareProcess(threads);
    await import('@tensorflow/tfjs-node-gpu');
    const { isUsingGpuDevice, binding } = core.backend() as unknown as TensorFlowBackend;
    const library = `TensorFlow ${binding.TF_Version}`;
    if (!isUsingGpuDevice) return { device: `${library} (CPU)`, accelerator: false, memoryBytes: totalmem() };
    const gpu = await describeGpu();
    return { device: `${library} (${gpu?.name ?? 'CUDA'})`, accelerator: true, ...(gpu && { memoryBytes: gpu.memoryBytes }) };
  },
};

/** Sets what the library reads once, when it is loaded; what the environment says already is kept. */
function prepareProcess(threads: number): void {
  const settings = {
    // Errors come as exceptions; what the library prints beside them tells nothing more.
    TF_CPP_MIN_LOG_LEVEL: '3',
    // Otherwise it takes all memory of the device at once, whatever else runs on it.
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    NVIDIA_TF32_OVERRIDE: process.env[TF32_VARIABLE] === '1' ? '1' : '0',
    // Its faster kernels sum in another order from one run to the next, and announce themselves on stderr.
    TF_ENABLE_ONEDNN_OPTS: '0',
    TF_NUM_INTRAOP_THREADS: String(threads),
  };
  for (const [variable, value] of Object.entries(settings)) process.env[variable] ??= value;
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
