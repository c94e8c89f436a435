import { createRequire } from 'node:module';
import type { Tensors } from './tensor-backend.ts';

/** How one backend is had; `open` loads what it needs into this process. */
export interface TensorOffer {
  /** Why it cannot be opened here, found without loading anything; null where it is worth an attempt. */
  missing(): string | null;
  /** @throws Error whose message is the reason, if it cannot be opened after all */
  open(core: Tensors, threads: number): Promise<OpenedDevice>;
}

/** What `TensorBackend` says about the device. */
export interface OpenedDevice {
  device: string;
  accelerator: boolean;
  memoryBytes?: number;
}

const require = createRequire(import.meta.url);

/** The path of a package's file, or null if the package is not installed; what is optional need not be. */
export function resolvePackage(specifier: string): string | null {
  try {
    return require.resolve(specifier);
  } catch {
    return null;
  }
}
