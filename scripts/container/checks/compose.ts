import assert from 'node:assert/strict';
import { freePort } from '../../lib/free-port.ts';
import type { Engine } from '../engine.ts';
import { call, ready } from '../http.ts';
import { checkKernel } from '../known-kernel.ts';
import { timed, until } from '../wait.ts';

const PROJECT = 'hypertangent-test';
const UP_SECONDS = 60;
/** A worker that is gone is noticed after 10 to 15 seconds. */
const JOB_SECONDS = 180;
const POINTS = Array.from({ length: 2000 }, (_, index) => [Math.sin(index), Math.cos(7 * index), index / 2000]);
/** Some ten seconds of work on two cores, in one part. */
const LONG = {
  architecture: { type: 'mlp', depth: 500, activation: { name: 'erf' } },
  train: { x: POINTS, y: POINTS.map(([first]) => first!) },
};

interface System {
  runners: { worker: string; state: string; jobs_done: number }[];
}
interface Job {
  id: string;
  state: string;
  /** How often it has begun. */
  attempts: number;
}

/** The service, Redis and two workers: a job done by a worker, a worker killed, and all of it stopped and started. */
export async function checkCompose(engine: Engine): Promise<void> {
  const environment = { HYPERTANGENT_PORT: String(await freePort()) };
  const address = `http://127.0.0.1:${environment.HYPERTANGENT_PORT}`;
  const compose = (...args: string[]) => engine.compose(environment, '--project-name', PROJECT, ...args);
  const system = async () => (await call(address, 'GET', '/v1/system')) as System;
  const job = async (id: string) => (await call(address, 'GET', `/v1/jobs/${id}`)) as Job;
  const workers = () => engine.containersOf(PROJECT, 'worker');
  const allUp = async () => (await ready(address)) && new Set((await system()).runners.map(({ worker }) => worker)).size === 2;
  const healthy = () => ['redis', 'server', 'worker'].flatMap((name) => engine.containersOf(PROJECT, name)).every(engine.healthy);
  compose('down', '--volumes');
  try {
    const seconds = await timed(async () => {
      compose('up', '--detach', '--no-build');
      await until('the service and two workers are up', UP_SECONDS, allUp);
    });
    console.log(`   up in ${seconds.toFixed(1)} s`);
    await until('all are healthy', UP_SECONDS, healthy);
    assert.equal(workers().length, 2);

    await checkKernel(address);
    await until('a worker says that it did it', 10, async () => (await system()).runners.some(({ jobs_done }) => jobs_done > 0));

    const { id } = (await call(address, 'POST', '/v1/regressions', { headers: { prefer: 'respond-async' }, json: LONG })) as Job;
    await until('the job runs', 30, async () => (await job(id)).state === 'running');
    let busy: string | undefined;
    await until('a worker says that it is busy', 10, async () => {
      busy = (await system()).runners.find(({ state }) => state === 'busy')?.worker.split(':')[0];
      return busy !== undefined;
    });
    const killed = workers().find((worker) => engine.run('exec', worker, 'hostname') === busy);
    assert.ok(killed, `${busy} is a container`);
    // All its processes but the first, which ends with them.
    try {
      engine.run('exec', killed, 'sh', '-c', 'kill -KILL -1');
    } catch {
      // It may take the command with it.
    }
    const after = await until('the job of the killed worker is done', JOB_SECONDS, async () => {
      const { state } = await job(id);
      if (state === 'failed') throw new Error('it failed');
      return state === 'succeeded';
    });
    assert.equal((await job(id)).attempts, 2, 'it was begun by the one and by the other');
    console.log(`   a worker was killed; its job was done ${after.toFixed(1)} s later`);
    await until('there are two workers again', UP_SECONDS, allUp);

    const stopping = await timed(() => compose('stop'));
    console.log(`   stopped in ${stopping.toFixed(1)} s`);
    compose('start');
    await until('everything is up again', UP_SECONDS, allUp);
    assert.equal((await job(id)).state, 'succeeded', 'the job is still there');
    await call(address, 'GET', `/v1/regressions/${id}`);
  } finally {
    compose('down', '--volumes');
  }
}
