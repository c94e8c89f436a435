import { parseArgs } from 'node:util';
import { count } from '../lib/options.ts';

export interface Options {
  /** Training images. */
  images: number;
  /** Training pixels drawn from each of them. */
  pixels: number;
  /** Test images. */
  test: number;
  /** Folder of the pictures and the service's log. */
  output: string;
  /** End after the demonstration. */
  once: boolean;
  help: boolean;
}

export const HELP = `Usage: scripts/run [options]

Starts the service and has it complete MNIST images, with the hyperkernel and with the NNGP; prints the
errors, draws the images, and serves until Ctrl-C.

  --images N    training images (default 300, at most 60000)
  --pixels N    random pixels of each that are trained on (default 20, at most 784)
  --test N      test images (default 100, at most 10000)
  --output DIR  folder of the pictures and the service's log (default output)
  --once        end after the demonstration
  --help        this text

HOST, PORT (default 127.0.0.1, 8080) and the HYPERTANGENT_… variables are the service's own settings;
node dist/main.js serve --help lists them. Paths are relative to the root of the repository.
`;

/** @throws Error that says which option is wrong */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      images: { type: 'string', default: '300' },
      pixels: { type: 'string', default: '20' },
      test: { type: 'string', default: '100' },
      output: { type: 'string', default: 'output' },
      once: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return {
    ...values,
    images: count('--images', values.images, 60_000),
    pixels: count('--pixels', values.pixels, 784),
    test: count('--test', values.test, 10_000),
  };
}
