import { kernelMatrices } from '../../../src/kernels/kernel-matrices.ts';
import type { Matrix } from '../../../src/nd-array.ts';
import { decodeNpy } from '../../../src/store/npy/decode.ts';
import { encodeNpy } from '../../../src/store/npy/encode.ts';
import { corners, uniform } from '../data.ts';
import { download } from '../download.ts';
import { type Outcome, race, timed } from '../measure.ts';
import { recycleMatrices } from '../recycle.ts';
import { withService } from '../service.ts';
import { type Bench, type Row, row } from './case.ts';

const NPY = 'application/x-npy';
const HEADER_BYTES = 128;
const HIDDEN_LAYERS = 2;

/** A kernel over HTTP, its points uploaded before and its matrix read whole, against the engine called directly. */
export async function request({ engines, repeats, quick, folder }: Bench): Promise<Row[]> {
  const points = quick ? 200 : 3000;
  const dimension = quick ? 10 : 784;
  const x = uniform(points, dimension, 9);
  const network = { type: 'mlp', depth: HIDDEN_LAYERS + 1, activation: { name: 'relu' } } as const;
  const architecture = { ...network, weightStd: 1, biasStd: 0 };
  const answer = new Uint8Array(HEADER_BYTES + 8 * points ** 2);
  const rows: Row[] = [];
  for (const name of engines.names) {
    const medians = await withService(folder, name, async (address) => {
      await putArray(address, 'x', x);
      const body = JSON.stringify({ architecture: network, points: { x: { array_id: 'x' } }, outputs: ['ntk'] });
      return race(
        {
          http: () => post(address, body, answer),
          direct: () =>
            timed(
              () => kernelMatrices({ architecture, points: { x }, outputs: ['ntk'] }, engines.get(name).kernels),
              ({ matrices }) => corners(matrices.ntk!),
              (result) => recycleMatrices(result, engines.get(name)),
            ),
        },
        repeats,
      );
    });
    rows.push(
      row({
        case: 'request',
        work: `request, ${points} × ${dimension}, ${HIDDEN_LAYERS} hidden`,
        unit: 's',
        [name]: medians.http!,
        peer: { name: 'direct', value: medians.direct! },
        target: '≤ 1.3',
      }),
    );
  }
  return rows;
}

async function putArray(address: string, id: string, array: Matrix): Promise<void> {
  const response = await fetch(`${address}/v1/arrays/${id}`, {
    method: 'PUT',
    headers: { 'content-type': NPY },
    body: encodeNpy(array) as Uint8Array<ArrayBuffer>,
  });
  await accepted(response);
  await response.arrayBuffer();
}

/** The answer goes to memory that was written before, as the engine's results do. */
function post(address: string, body: string, into: Uint8Array): Promise<Outcome> {
  return timed(
    () => download(`${address}/v1/kernels`, { 'content-type': 'application/json', accept: NPY }, body, into),
    (bytes) => corners(decodeNpy(bytes) as Matrix),
  );
}

async function accepted(response: Response): Promise<void> {
  if (response.ok) return;
  throw new Error(`${response.url} was answered ${response.status}: ${await response.text()}`);
}
