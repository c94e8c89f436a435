import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Load, LoadResult } from '../load.ts';
import { withService } from '../service.ts';
import { type Bench, type Row, row } from './case.ts';

const POINTS = 10;
const CONNECTIONS = [4, 16];

/** Many small requests from another process: what a request costs beside its arithmetic. */
export async function small({ engines, quick, folder }: Bench): Promise<Row[]> {
  const results = new Map<string, LoadResult>();
  for (const engine of engines.names) {
    await withService(folder, engine, async (address) => {
      for (const connections of CONNECTIONS) {
        const load: Load = { url: `${address}/v1/kernels`, body: body(), connections, seconds: quick ? 1 : 10 };
        results.set(`${engine} ${connections}`, await generate(load));
      }
    });
  }
  return CONNECTIONS.flatMap((connections) => {
    const work = `${POINTS} × ${POINTS}, ${connections} connections`;
    const sides = (read: (result: LoadResult) => number) =>
      Object.fromEntries(engines.names.map((engine) => [engine, read(results.get(`${engine} ${connections}`)!)]));
    return [
      row({ case: 'small', work: `${work}: requests`, unit: '1/s', ...sides(({ perSecond }) => perSecond), target: '≥ 1000' }),
      row({ case: 'small', work: `${work}: p50`, unit: 'ms', ...sides(({ p50 }) => p50) }),
      row({ case: 'small', work: `${work}: p99`, unit: 'ms', ...sides(({ p99 }) => p99), target: '≤ 10' }),
    ];
  });
}

function body(): string {
  const x = Array.from({ length: POINTS }, (_, i) => [Math.cos(i), Math.sin(i), i / POINTS]);
  const architecture = { type: 'mlp', depth: 3, activation: { name: 'relu' } };
  return JSON.stringify({ architecture, points: { x }, outputs: ['nngp', 'ntk'] });
}

async function generate(load: Load): Promise<LoadResult> {
  const child: ChildProcess = fork(fileURLToPath(new URL('../load.ts', import.meta.url)));
  const ended = once(child, 'exit').then(() => {
    throw new Error('the load generator ended without a result');
  });
  child.send(load);
  const [result] = (await Promise.race([once(child, 'message'), ended])) as [LoadResult];
  ended.catch(() => {});
  return result;
}
