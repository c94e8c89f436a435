import { loadLibrary, missingLibrary } from '../../tensorflow/library.ts';
import type { TensorOffer } from './offer.ts';

/** TensorFlow's own library, with CUDA where it was built with it and finds a device; scripts/setup-tensorflow installs it. */
export const tensorflow: TensorOffer = {
  missing: missingLibrary,

  async open(_, threads) {
    const { binding, ...device } = await loadLibrary(threads);
    return device;
  },
};
