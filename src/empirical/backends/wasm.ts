import { dirname, sep } from 'node:path';
import { useBackend } from './core.ts';
import { type OpenedDevice, resolvePackage, type TensorOffer } from './offer.ts';

const PACKAGE = '@tensorflow/tfjs-backend-wasm';

/** WebAssembly with SIMD, on one core: tfjs has no threads for it in Node. At most 4 GiB of tensors. */
export const wasm: TensorOffer = {
  missing: () => (resolvePackage(PACKAGE) === null ? `the package ${PACKAGE} is not installed` : null),

  async open(core): Promise<OpenedDevice> {
    const { setWasmPaths, version_wasm } = await import('@tensorflow/tfjs-backend-wasm');
    setWasmPaths(dirname(resolvePackage(`${PACKAGE}/wasm-out/tfjs-backend-wasm.wasm`)!) + sep);
    await withoutListeners(() => useBackend(core, 'wasm'));
    guardMemory((core.backend() as unknown as { wasm: Module }).wasm);
    const simd = await core.env().getAsync('WASM_HAS_SIMD_SUPPORT');
    const parts = [`tfjs ${version_wasm}`, ...(simd ? ['SIMD'] : [])];
    return { device: `WebAssembly (${parts.join(', ')})`, accelerator: false, memoryBytes: ADDRESS_SPACE };
  },
};

/** A WebAssembly module addresses 32 bits. */
const ADDRESS_SPACE = 2 ** 32;

interface Module {
  _malloc(bytes: number): number;
  _free(address: number): void;
}

/** Memory that is not to be had has the address 0 there, and the backend would compute with what lies at it. */
function guardMemory(module: Module): void {
  // The first call puts the function itself in its place.
  module._free(module._malloc(1));
  const allocate = module._malloc;
  module._malloc = (bytes) => {
    const address = bytes < ADDRESS_SPACE ? allocate(bytes) : 0;
    if (address === 0 && bytes > 0) throw new Error(`WebAssembly is out of memory: ${bytes} more bytes are wanted`);
    return address;
  };
}

/** What the module asks the process to do on errors that nobody catches: print the whole of its own source. */
const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;

/** Runs `start` and takes away the listeners that it leaves behind. */
async function withoutListeners(start: () => Promise<void>): Promise<void> {
  const before = EVENTS.map((event) => new Set(process.rawListeners(event)));
  await start();
  for (const [i, event] of EVENTS.entries()) {
    for (const listener of process.rawListeners(event)) {
      if (!before[i]!.has(listener)) process.off(event, listener as () => void);
    }
  }
}
