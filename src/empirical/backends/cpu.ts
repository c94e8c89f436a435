import { totalmem } from 'node:os';
import type { TensorOffer } from './offer.ts';

/** Plain JavaScript, on one core: runs everywhere, and is the slowest by far. */
export const cpu: TensorOffer = {
  missing: () => null,

  async open() {
    const { version_cpu } = await import('@tensorflow/tfjs-backend-cpu');
    return { device: `JavaScript (tfjs ${version_cpu})`, accelerator: false, memoryBytes: totalmem() };
  },
};
