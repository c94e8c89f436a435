import { setTimeout as sleep } from 'node:timers/promises';
import { encodeNpy } from '../../src/store/npy/encode.ts';
import { Connection, type Question } from './connection.ts';
import { kernelQuestion, tenPoints } from './known.ts';
import { quantiles } from './tally.ts';

/** What someone waits for while a heavy job runs, milliseconds. */
export interface Beside {
  ready: Latency;
  kernel: Latency;
}

type Latency = { count: number } & ReturnType<typeof quantiles>;

const PAUSE_MS = 20;
const POLL_MS = 500;
const POINTS = 6000;
const COLUMNS = 8;

/** A minute and more on two cores. */
const HEAVY = {
  architecture: { type: 'mlp', depth: 1000, activation: { name: 'erf' } },
  points: { x: { array_id: 'heavy' } },
  outputs: ['nngp'],
};

/** Asks /health/ready and for small kernels, over two connections each, while a heavy job runs. */
export async function besideHeavyJob(url: string, seconds: number): Promise<Beside> {
  const connection = new Connection(url);
  const over = new AbortController();
  await upload(connection);
  const first = await submitHeavy(connection);
  await reaches(connection, first, 'running');
  const heavy = keepBusy(connection, first, over.signal);
  const end = performance.now() + 1000 * seconds;
  const probes = [0, 1].flatMap((index) => [
    probe(url, { method: 'GET', path: '/health/ready' }, end),
    probe(url, kernelQuestion(tenPoints(index)), end),
  ]);
  const [ready, kernel, moreReady, moreKernels] = (await Promise.all(probes)) as [number[], number[], number[], number[]];
  over.abort();
  await heavy;
  connection.close();
  return { ready: summary([...ready, ...moreReady]), kernel: summary([...kernel, ...moreKernels]) };
}

async function upload(connection: Connection): Promise<void> {
  const data = Float64Array.from({ length: POINTS * COLUMNS }, (_, i) => Math.sin(i));
  const body = encodeNpy({ shape: [POINTS, COLUMNS], data });
  await ask(connection, { method: 'PUT', path: '/v1/arrays/heavy', headers: { 'content-type': 'application/x-npy' }, body }, 201);
}

/** The job's path. */
async function submitHeavy(connection: Connection): Promise<string> {
  const question = kernelQuestion(HEAVY);
  const headers = { ...question.headers, prefer: 'respond-async' };
  const { id } = await ask<{ id: string }>(connection, { ...question, headers }, 202);
  return `/v1/jobs/${id}`;
}

/** Another begins where one ends, and the last is cancelled. */
async function keepBusy(connection: Connection, first: string, over: AbortSignal): Promise<void> {
  let path = first;
  while (!over.aborted) {
    await sleep(POLL_MS, undefined, { signal: over }).catch(() => {});
    const { state } = await ask<{ state: string }>(connection, { method: 'GET', path }, 200);
    if (state === 'failed' || state === 'cancelled') throw new Error(`the heavy job is ${state}`);
    if (state === 'succeeded') path = await submitHeavy(connection);
  }
  await ask(connection, { method: 'DELETE', path }, 200, 204);
}

async function reaches(connection: Connection, path: string, wanted: string): Promise<void> {
  for (let state = ''; state !== wanted; await sleep(PAUSE_MS))
    ({ state } = await ask<{ state: string }>(connection, { method: 'GET', path }, 200));
}

/** Milliseconds that each answer took. */
async function probe(url: string, question: Question, end: number): Promise<number[]> {
  const connection = new Connection(url);
  const latencies: number[] = [];
  while (performance.now() < end) {
    const { status, body, ms } = await connection.ask(question);
    if (status !== 200) throw new Error(`${question.path} is answered ${status} beside a heavy job: ${body}`);
    latencies.push(ms);
    await sleep(PAUSE_MS);
  }
  connection.close();
  return latencies;
}

async function ask<Body>(connection: Connection, question: Question, ...expected: number[]): Promise<Body> {
  const { status, body } = await connection.ask(question);
  if (!expected.includes(status)) throw new Error(`${question.method} ${question.path} is answered ${status}: ${body}`);
  return (status === 204 ? undefined : JSON.parse(body.toString())) as Body;
}

function summary(latencies: number[]): Latency {
  return { count: latencies.length, ...quantiles(latencies) };
}
