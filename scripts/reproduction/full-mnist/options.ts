import type { BackendName } from '../../../src/linalg/backend-names.ts';
import { landmarksFor } from '../../../src/regression/full-grid/preconditioner/neighbour-inverse.ts';
import type { RegressionKernel } from '../../../src/regression/regression.ts';
import { count, oneOf, readOptions, someOf, tolerance } from '../../lib/options.ts';

export const PRECONDITIONERS = ['eigenvectors', 'neighbours', 'landmarks', 'nystrom', 'blocks'] as const;
export type Preconditioner = (typeof PRECONDITIONERS)[number];

export interface FullMnistOptions {
  images: number;
  preconditioners: readonly Preconditioner[];
  kernel: RegressionKernel;
  linalg: BackendName;
  tolerance: number;
  mostIterations: number;
  /** Of the preconditioners that have such. */
  landmarks: number;
  /** File that α is kept in and begun with; null: nowhere. */
  checkpoint: string | null;
}

export const FULL_MNIST_HELP = `full-mnist

What a fit on all 784 pixels of very many MNIST images costs: the time of one iteration, how many there are
with each preconditioner, and the memory. All 60000 images take some minutes for each iteration.

  --images N              default 1000, at most 60000
  --preconditioners LIST  of ${PRECONDITIONERS.join(',')}
                          (default: neighbours)
  --landmarks N           of neighbours, landmarks and nystrom (default a quarter of the images, at most 12288)
  --most-iterations N     default 1000; the residual is told where they do not suffice
  --kernel nngp|ntk       default nngp
  --engine openblas|wasm  default openblas
  --tolerance T           relative residual (default 1e-6)
  --checkpoint FILE       keeps the solution so far every ten minutes and at the end, and goes on from it; as
                          many images and the same kernel, please
`;

/** @throws Error that says which option is wrong */
export function parseFullMnistOptions(args: readonly string[]): FullMnistOptions {
  const values = readOptions(args, {
    images: '1000',
    preconditioners: 'neighbours',
    'most-iterations': '1000',
    landmarks: '',
    kernel: 'nngp',
    engine: 'openblas',
    tolerance: '1e-6',
    checkpoint: '',
  });
  const images = count('--images', values.images, 60_000);
  return {
    images,
    landmarks: values.landmarks === '' ? landmarksFor(images) : count('--landmarks', values.landmarks, images - 1),
    preconditioners: someOf('--preconditioners', values.preconditioners, PRECONDITIONERS, ','),
    mostIterations: count('--most-iterations', values['most-iterations'], 100_000),
    kernel: oneOf('--kernel', values.kernel, ['nngp', 'ntk']),
    linalg: oneOf('--engine', values.engine, ['openblas', 'wasm']),
    tolerance: tolerance('--tolerance', values.tolerance),
    checkpoint: values.checkpoint || null,
  };
}
