import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeNpy } from '../../src/store/npy/encode.ts';
import { QUICK, runner, STEADY, startJob, UNLIMITED, uploadPoints } from '../support/long-jobs.ts';
import { MLP } from '../support/requests.ts';
import { eventually, NPY, TestService } from '../support/service.ts';

const service = await TestService.start(UNLIMITED);
await uploadPoints(service);

/** Large enough to be sent while it is computed. */
const COUNT = 1100;

/** Starts STEADY and reads the beginning of its answer. */
async function beginning(signal?: AbortSignal) {
  const response = await fetch(`${service.url}/v1/kernels`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: NPY },
    body: JSON.stringify(STEADY),
    ...(signal && { signal }),
  });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-length'), String(128 + 8 * 4000 ** 2));
  const reader = response.body!.getReader();
  assert.ok((await reader.read()).value!.length > 0);
  return reader;
}

async function everythingIsGone(): Promise<void> {
  await eventually(async () => (await service.jobFolders()).length === 0);
  await eventually(async () => (await runner(service, 'heavy')).state === 'idle');
}

async function readOn(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  while (!(await reader.read()).done);
}

for (const [what, request] of Object.entries({
  symmetric: { architecture: MLP, points: { x: { array_id: 'wide' } }, outputs: ['ntk'] },
  rectangular: {
    architecture: MLP,
    points: { x: { array_id: 'wide' } },
    points2: { x: { array_id: 'wide', rows: [0, 1000] } },
    outputs: ['nngp'],
  },
})) {
  test(`a ${what} kernel that is sent while it is computed has the bytes of one that is sent afterwards`, async () => {
    const data = Float64Array.from({ length: COUNT * 3 }, (_, i) => Math.sin(12.9898 * i));
    await service.put('/v1/arrays/wide', encodeNpy({ shape: [COUNT, 3], data }));
    const sent = await service.post('/v1/kernels', request, { accept: NPY });
    assert.equal(sent.status, 200);
    assert.match(sent.headers.get('content-disposition')!, /kernel\.npy/);
    const id = await startJob(service, request);
    await eventually(async () => (await service.get(`/v1/jobs/${id}`)).json.state === 'succeeded');
    const kept = await service.get(`/v1/jobs/${id}/result`, { accept: NPY });
    assert.ok(Buffer.from(sent.bytes).equals(kept.bytes));
    await service.delete(`/v1/jobs/${id}`);
    await everythingIsGone();
  });
}

test('what is refused is refused before anything is sent', async () => {
  const narrow = { ...STEADY, points2: { x: [[1, 2, 3]] } };
  await service.refuses(422, 'shape_mismatch', 'POST', '/v1/kernels', { json: narrow, headers: { accept: NPY } });
});

test('a kernel that overflows is refused, too', async () => {
  const data = Float64Array.from({ length: COUNT }, (_, i) => (i === COUNT - 1 ? 1e160 : 1));
  await service.put('/v1/arrays/huge', encodeNpy({ shape: [COUNT, 1], data }));
  const request = { architecture: MLP, points: { x: { array_id: 'huge' } }, outputs: ['ntk'] };
  await service.refuses(422, 'kernel_overflow', 'POST', '/v1/kernels', { json: request, headers: { accept: NPY } });
});

test('an answer begins before its job has ended; a client that goes away ends the job', async () => {
  const client = new AbortController();
  const reader = await beginning(client.signal);
  assert.equal((await runner(service, 'heavy')).state, 'busy');
  const { pid } = await runner(service, 'heavy');
  client.abort();
  await assert.rejects(readOn(reader));
  await everythingIsGone();
  assert.equal((await runner(service, 'heavy')).pid, pid, 'the runner need not be killed');
});

test('an answer whose job fails breaks off, and the service goes on', async () => {
  const reader = await beginning();
  process.kill((await runner(service, 'heavy')).pid, 'SIGKILL');
  await assert.rejects(readOn(reader));
  await everythingIsGone();
  assert.equal((await service.post('/v1/kernels', QUICK)).status, 200);
});
