import { randomUUID } from 'node:crypto';
import { type Arrays, Client, fromRows, type Schema } from '../../client/index.ts';
import type { NdArray } from '../../nd-array.ts';
import type { KernelPoints, KernelRequest, Kernels } from './compute.ts';
import type { Format } from './options.ts';

/** Larger arrays are uploaded before: a request's JSON is limited. */
const MOST_INLINE_BYTES = 256 * 1024;

/** POST /v1/kernels of the service at `url`. What is uploaded for it goes afterwards. */
export async function askService(
  url: string,
  apiKey: string | undefined,
  request: KernelRequest,
  format: Format,
): Promise<Kernels> {
  const client = new Client({ url, apiKey });
  const uploaded: string[] = [];
  const sent = async (array: NdArray): Promise<Schema<'Array'>> => {
    if (array.data.byteLength <= MOST_INLINE_BYTES) return array;
    const id = `kernel-${randomUUID()}`;
    uploaded.push(id);
    await client.putArray(id, array);
    return { array_id: id };
  };
  const pointsSent = async ({ x, z, ...rest }: KernelPoints): Promise<Schema<'Points'>> => {
    return { ...rest, x: await sent(x), ...(z && { z: await sent(z) }) };
  };
  try {
    const { points, points2, ...rest } = request;
    const body = { ...rest, points: await pointsSent(points), ...(points2 && { points2: await pointsSent(points2) }) };
    if (format !== 'json') return { kernels: (await client.kernels(body)) as Arrays & Kernels['kernels'] };
    const { kernels, provenance } = await client.compute('/v1/kernels', body);
    const arrays = Object.entries(kernels).map(([name, rows]) => [name, fromRows(rows)]);
    return { kernels: Object.fromEntries(arrays), provenance: provenance as Kernels['provenance'] & object };
  } finally {
    for (const id of uploaded)
      await client.api.DELETE('/v1/arrays/{array_id}', { params: { path: { array_id: id } } }).catch(() => {});
  }
}
