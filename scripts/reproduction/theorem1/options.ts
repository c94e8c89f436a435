import { TENSOR_BACKEND_NAMES, type TensorBackendName } from '../../../src/empirical/backends/tensor-backend.ts';
import { count, oneOf, readQuickOptions, someOf } from '../../lib/options.ts';
import { PAIRS } from './cases.ts';
import type { Measurement } from './measure.ts';

export const WIDTHS = [64, 128, 256, 512, 1024, 2048, 4096] as const;
const FULL = {
  widths: '64,128,256,512,1024,2048',
  networks: '64',
  depth: '3',
  activations: PAIRS.join(),
  'fit-from': '128',
  backend: 'wasm',
  output: 'output',
};
const QUICK = { widths: '64,128,256,512', networks: '20' };
/** Widths that count for an exponent, at least. */
const LEAST_FITTED = 3;

export interface Theorem1Options extends Measurement {
  /** The least width that counts for the exponents. */
  fitFrom: number;
  backend: TensorBackendName;
  output: string;
}

export const THEOREM1_HELP = `theorem1

Theorem 1 of the paper on finite networks: how the terms K^(r), r = 1 to 4, of the Taylor series of h along its
gradient depend on the width n of f, for g of depth H = 1 to 4 and width 10. On two cores about 10 minutes, and
with --quick one.

  --quick                 widths 64 to 512 and fewer networks
  --widths LIST           of ${WIDTHS.join(',')} (default: all but the last)
  --networks N            of the largest width, up to four times as many of smaller ones (default 64, at most 100000)
  --depth L               of f (default 3, at most 16)
  --activations LIST      of f and g, of ${PAIRS.join(',')} (default: all)
  --fit-from N            the least width that counts for the exponents (default 128)
  --backend NAME          what computes: ${TENSOR_BACKEND_NAMES.join(', ')} (default wasm)
  --output DIR            folder of theorem1.md, theorem1.csv and theorem1.svg (default output)
`;

/** @throws Error that says which option is wrong */
export function parseTheorem1Options(args: readonly string[]): Theorem1Options {
  const values = readQuickOptions(args, FULL, QUICK);
  const widths = someOf('--widths', values.widths, WIDTHS, ',');
  const fitFrom = count('--fit-from', values['fit-from'], 4096);
  const fitted = widths.filter((width) => width >= fitFrom).length;
  if (fitted < LEAST_FITTED) throw new Error(`an exponent takes ${LEAST_FITTED} widths, but ${fitted} are from --fit-from on`);
  return {
    widths,
    networks: count('--networks', values.networks, 100_000),
    depth: count('--depth', values.depth, 16),
    pairs: someOf('--activations', values.activations, PAIRS, ','),
    fitFrom,
    backend: oneOf('--backend', values.backend, TENSOR_BACKEND_NAMES),
    output: values.output,
  };
}
