import { useBackend } from './core.ts';
import { noteDeviceFailure, takeDeviceFailure } from './device-failures.ts';
import { type OpenedDevice, resolvePackage, type TensorOffer } from './offer.ts';

const PACKAGES = ['webgpu', '@tensorflow/tfjs-backend-webgpu'];

/** What is used of WebGPU here; the whole of it has types in a package of its own. */
interface Gpu {
  requestAdapter(options: { powerPreference: 'high-performance' }): Promise<Adapter | null>;
}

interface Adapter {
  info: { vendor: string; architecture: string; device: string; description: string };
}

interface Device {
  lost: Promise<{ reason: string; message: string }>;
  addEventListener(type: 'uncapturederror', listener: (event: { error: Error; preventDefault(): void }) => void): void;
}

/** What tfjs keeps of it. */
interface WebGpuBackend {
  device: Device;
  read(dataId: object): Promise<unknown>;
}

/** WebGPU by Dawn: any GPU with a Vulkan, Metal or Direct3D driver, and software that stands in for one. */
export const webgpu: TensorOffer = {
  missing() {
    const absent = PACKAGES.filter((name) => resolvePackage(name) === null);
    return absent.length > 0 ? `the package ${absent.join(' and ')} is not installed` : null;
  },

  async open(core): Promise<OpenedDevice> {
    const gpu = await provideGpu();
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (adapter === null) throw new Error('there is no graphics processor with a driver that Dawn can use');
    await import('@tensorflow/tfjs-backend-webgpu');
    await useBackend(core, 'webgpu');
    watch(core.backend() as unknown as WebGpuBackend);
    const { description, device, vendor, architecture } = adapter.info;
    const name = [device, description].filter((text) => text !== '').join(', ') || `${vendor} ${architecture}`.trim();
    return { device: `WebGPU (${name || 'unnamed device'})`, accelerator: true };
  },
};

/** Gives this process the `navigator.gpu` of a browser, which tfjs looks for when it is loaded. */
async function provideGpu(): Promise<Gpu> {
  const { create, globals } = await import('webgpu');
  Object.assign(globalThis, globals);
  const gpu = create([]) as unknown as Gpu;
  // Node has a navigator of its own from version 21 on, which does not let itself be assigned.
  const value = { gpu, userAgent: 'Node.js' };
  Object.defineProperty(globalThis, 'navigator', { value, configurable: true, writable: true });
  // While somebody holds it, the process does not end.
  process.once('exit', () => Reflect.deleteProperty(globalThis, 'navigator'));
  return gpu;
}

/**
 * Errors of the device reach no call; they come as events, and results are zeros from then on. So whoever reads numbers
 * is told.
 */
function watch(backend: WebGpuBackend): void {
  const { device } = backend;
  void device.lost.then(({ reason, message }) => {
    if (reason !== 'destroyed') noteDeviceFailure(`the device was lost: ${message}`);
  });
  device.addEventListener('uncapturederror', (event) => {
    event.preventDefault();
    noteDeviceFailure(event.error.message);
  });
  const read = backend.read.bind(backend);
  backend.read = async (dataId) => {
    const numbers = await read(dataId);
    const failure = takeDeviceFailure();
    if (failure !== undefined) throw new Error(failure);
    return numbers;
  };
}
