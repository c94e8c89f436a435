import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jobInState, QUICK, runner, STEADY, startJob, UNLIMITED, uploadPoints } from '../support/long-jobs.ts';
import { metric, metricsText } from '../support/metrics.ts';
import { npy } from '../support/requests.ts';
import { becomesReady, eventually, TestService } from '../support/service.ts';

const service = await TestService.start(UNLIMITED);
await becomesReady(service);

const REQUESTS = 'hypertangent_http_requests_total';

test('it is text as Prometheus reads it, and every series of ours is explained', async () => {
  const { headers } = await service.get('/metrics');
  assert.match(headers.get('content-type')!, /^text\/plain; version=0\.0\.4/);
  const prometheus = 'application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';
  assert.equal((await service.get('/metrics', { accept: prometheus })).status, 200);
  const lines = (await metricsText(service)).trimEnd().split('\n');
  for (const line of lines.filter((other) => other.startsWith('hypertangent_'))) {
    assert.match(line, /^[a-z_]+(\{([a-z]+="[^"]*",?)+\})? [-+\d.e]+$/);
    const family = /^[a-z_]+?(?=(_bucket|_sum|_count)?[{ ])/.exec(line)![0];
    assert.ok(
      lines.some((other) => other.startsWith(`# HELP ${family} `)),
      line,
    );
  }
});

test('requests are counted by operation and status, and never by address', async () => {
  const before = (await metric(service, `${REQUESTS}{operation="getJob",status="404"}`)) ?? 0;
  for (let turn = 0; turn < 50; turn++) await service.get(`/v1/jobs/id-${turn}`);
  for (let turn = 0; turn < 50; turn++) await service.get(`/secret-path-${turn}`);
  await service.request('PATCH', '/v1/arrays');
  await service.get('/docs');
  assert.equal(await metric(service, `${REQUESTS}{operation="getJob",status="404"}`), before + 50);
  assert.equal(await metric(service, `${REQUESTS}{operation="other",status="404"}`), 50);
  assert.equal(await metric(service, 'hypertangent_http_requests_in_flight'), 1);
  const text = await metricsText(service);
  assert.doesNotMatch(text, /id-\d|secret-path/);
  assert.ok(text.split('\n').length < 1000);
});

test('answers that are sent in pieces, and those that clients do not wait for, are counted too', async () => {
  await service.put('/v1/arrays/a', npy([[1, 2]]));
  await service.get('/v1/arrays/a', { accept: 'application/x-npy' });
  await eventually(async () => (await metric(service, `${REQUESTS}{operation="getArray",status="200"}`)) === 1);
  const bytes = (await metric(service, 'hypertangent_http_response_bytes_total{operation="getArray"}'))!;
  assert.ok(bytes > 144 && bytes < 1000, `${bytes}`);
  await uploadPoints(service);
  const client = new AbortController();
  const reply = service.request('POST', '/v1/kernels', { json: STEADY, signal: client.signal });
  await eventually(async () => (await runner(service, 'heavy')).state === 'busy');
  client.abort();
  await assert.rejects(reply);
  await eventually(async () => (await metric(service, `${REQUESTS}{operation="computeKernels",status="499"}`)) === 1);
  assert.equal(await metric(service, 'hypertangent_http_requests_in_flight'), 1);
  const cancelled = 'hypertangent_jobs_total{kind="kernels",lane="heavy",outcome="cancelled"}';
  await eventually(async () => (await metric(service, cancelled)) === 1);
});

test('jobs are counted by kind, lane and outcome, and their failures by code', async () => {
  const job = 'kind="kernels",lane="quick"';
  const count = async (outcome: string) => (await metric(service, `hypertangent_jobs_total{${job},outcome="${outcome}"}`)) ?? 0;
  const before = await count('succeeded');
  await service.post('/v1/kernels', QUICK);
  assert.equal(await count('succeeded'), before + 1);
  const failed = await startJob(service, { ...QUICK, points: { x: [[1e200]] } });
  await jobInState(service, failed, 'failed');
  assert.equal(await count('failed'), 1);
  assert.equal(await metric(service, 'hypertangent_job_failures_total{code="kernel_overflow"}'), 1);
  for (const name of ['wait', 'run'])
    assert.equal(await metric(service, `hypertangent_job_${name}_seconds_count{${job}}`), before + 2);
});

test('queue, runners, engine, memory, event loop and disk are there', async () => {
  const { engine } = (await service.get('/v1/system')).json;
  for (const lane of ['quick', 'heavy']) {
    assert.equal(await metric(service, `hypertangent_jobs_waiting{lane="${lane}"}`), 0);
    await eventually(async () => (await metric(service, `hypertangent_runners{lane="${lane}",state="idle"}`)) === 1);
    if (process.platform === 'linux') assert.ok((await metric(service, `hypertangent_runner_memory_bytes{lane="${lane}"}`))! > 1e7);
  }
  assert.equal(await metric(service, `hypertangent_engine_info{engine="${engine}"}`), 1);
  assert.equal(await metric(service, 'hypertangent_job_memory_bytes'), 0);
  await eventually(async () => (await metric(service, 'hypertangent_data_writable')) === 1);
  for (const series of ['hypertangent_data_free_bytes', 'process_resident_memory_bytes', 'nodejs_eventloop_lag_p99_seconds'])
    assert.ok((await metric(service, series))! > 0, series);
});

test('a runner that dies is counted', async () => {
  process.kill((await runner(service, 'quick')).pid, 'SIGKILL');
  await eventually(async () => (await metric(service, 'hypertangent_runner_restarts_total{lane="quick"}')) === 1);
});
