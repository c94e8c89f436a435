import type { BackendName } from '../../../src/linalg/backend-names.ts';
import type { RegressionKernel } from '../../../src/regression/regression.ts';
import { count, oneOf, readOptions, share, tolerance } from '../../lib/options.ts';

export interface FullGridOptions {
  images: number;
  kernel: RegressionKernel;
  linalg: BackendName;
  /** Share of the pixels that is observed, drawn anew for each image. */
  observed: number;
  tolerance: number;
}

export const FULL_GRID_HELP = `full-grid

One fit on all 784 pixels of MNIST images and 200 unseen images completed: seconds, memory, certificate.

  --images N              default 500, at most 60000
  --kernel nngp|ntk       default nngp
  --engine openblas|wasm  default openblas
  --observed SHARE        of each image's pixels, drawn anew for each (default 1)
  --tolerance T           relative residual (default 1e-6)
`;

/** @throws Error that says which option is wrong */
export function parseFullGridOptions(args: readonly string[]): FullGridOptions {
  const values = readOptions(args, { images: '500', kernel: 'nngp', engine: 'openblas', observed: '1', tolerance: '1e-6' });
  return {
    images: count('--images', values.images, 60_000),
    kernel: oneOf('--kernel', values.kernel, ['nngp', 'ntk']),
    linalg: oneOf('--engine', values.engine, ['openblas', 'wasm']),
    observed: share('--observed', values.observed),
    tolerance: tolerance('--tolerance', values.tolerance),
  };
}
