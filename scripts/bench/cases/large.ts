import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { encodeNpy, encodeNpyHeader } from '../../../src/store/npy/encode.ts';
import { uniform } from '../data.ts';
import { withService } from '../service.ts';
import { type Bench, type Row, row } from './case.ts';

const NPY = 'application/x-npy';
const PIECE_BYTES = 2 ** 20;
const MB = 1e6;

/** A kernel of three gigabytes downloaded, and an array of the same size uploaded: the memory that the server takes. */
export async function large({ engines, quick, folder }: Bench): Promise<Row[]> {
  const points = quick ? 1500 : 19_400;
  const [engine] = engines.names;
  const bytes = 8 * points ** 2;
  const size = `${(bytes / 1e9).toPrecision(2)} GB`;
  return withService(folder, engine!, async (address, pid) => {
    const peaks: number[] = [];
    const seconds: number[] = [];
    const measure = async (work: () => Promise<void>) => {
      const start = performance.now();
      await work();
      seconds.push((performance.now() - start) / 1000);
      peaks.push(await peakMegabytes(pid));
    };
    const x = uniform(points, 2, 11);
    await send('PUT', `${address}/v1/arrays/x`, { 'content-type': NPY }, [encodeNpy(x)]);
    const architecture = { type: 'mlp', depth: 1, activation: { name: 'identity' } };
    const body = Buffer.from(JSON.stringify({ architecture, points: { x: { array_id: 'x' } }, outputs: ['nngp'] }));
    await measure(async () => {
      const received = await send('POST', `${address}/v1/kernels`, { 'content-type': 'application/json', accept: NPY }, [body]);
      if (received < bytes) throw new Error(`the kernel came with ${received} bytes`);
    });
    await measure(async () => {
      await send('PUT', `${address}/v1/arrays/large`, { 'content-type': NPY }, zeros([points, points], bytes));
    });
    return ['download of a kernel', 'upload of an array'].flatMap((what, i) => [
      row({ case: 'large', work: `${what}, ${size}`, unit: 's', [engine!]: seconds[i]! }),
      row({ case: 'large', work: `${what}: memory of the server`, unit: 'MB', [engine!]: peaks[i]!, target: '≤ 400' }),
    ]);
  });
}

function* zeros(shape: readonly number[], bytes: number): Generator<Uint8Array> {
  yield encodeNpyHeader(shape);
  const piece = new Uint8Array(PIECE_BYTES);
  for (let left = bytes; left > 0; left -= PIECE_BYTES) yield piece.subarray(0, left);
}

/** Sends a request and throws its answer away; how many bytes it had. */
async function send(method: string, url: string, headers: Record<string, string>, body: Iterable<Uint8Array>): Promise<number> {
  const outgoing = httpRequest(url, { method, headers });
  const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>;
  await pipeline(Readable.from(body), outgoing);
  const [response] = await answered;
  let received = 0;
  for await (const chunk of response) received += (chunk as Buffer).length;
  if (response.statusCode! >= 300) throw new Error(`${method} ${url} was answered ${response.statusCode}`);
  return received;
}

/** The most that the process has had in memory; where the system does not tell, what is not a number. */
async function peakMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return (1024 * Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1] ?? Number.NaN)) / MB;
}
