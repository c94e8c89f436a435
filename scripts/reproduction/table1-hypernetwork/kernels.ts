import type { Client } from '../../../src/client/index.ts';
import { KERNELS, type Task } from '../table1/paper.ts';
import { BASE, completion } from '../table1/protocols.ts';

/** Test MSE of both kernels by Table 1's protocol (a), by kernel. */
export async function kernelErrors(
  client: Client,
  name: string,
  task: Task,
  regressors: number,
  seed: number,
): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const kernel of KERNELS) {
    const arrays = { train: `${name}.train`, test: `${name}.test` };
    const request = { ...completion('a', task, kernel, arrays, BASE, seed), regressors };
    const { mse } = await client.compute('/v1/image-completions', request);
    found[kernel.name] = mse!.all_pixels;
  }
  return found;
}
