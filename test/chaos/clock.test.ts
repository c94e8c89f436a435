import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { encodeNpy } from '../../src/store/npy/encode.ts';
import { Connection, type Question } from '../load/connection.ts';
import { QUICK, STEADY } from '../support/long-jobs.ts';
import { testMissing } from '../support/required.ts';
import { eventually } from '../support/service.ts';
import { SpawnedService } from '../support/spawned-service.ts';
import { digest } from './works.ts';

/** libfaketime, of Debian's package faketime: the system's clock as one process and its children see it. */
const LIBRARY = existsSync('/usr/lib') ? libraryIn('/usr/lib') : undefined;
const HOUR = 3600;
const NPY = 'application/x-npy';
const LONG = {
  ...STEADY,
  architecture: { ...STEADY.architecture, depth: 100 },
  points: { x: { array_id: 'points', rows: [0, 2000] } },
};

function libraryIn(folder: string): string | undefined {
  const places = [folder, ...readdirSync(folder).map((name) => join(folder, name))];
  return places.map((place) => join(place, 'faketime/libfaketime.so.1')).find((path) => existsSync(path));
}

if (LIBRARY === undefined) testMissing('faketime', 'libfaketime is not installed');
else
  test('jobs and requests that are under way do not mind that the clock is set, an hour ahead or back', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hypertangent-clock-'));
    const clock = join(folder, 'clock');
    const set = (seconds: number) => writeFile(clock, `${seconds < 0 ? '' : '+'}${seconds}\n`);
    await set(0);
    const service = await SpawnedService.start({
      entry: 'source',
      dataDir: join(folder, 'data'),
      logPath: join(folder, 'log'),
      environment: {
        LD_PRELOAD: LIBRARY,
        FAKETIME_TIMESTAMP_FILE: clock,
        FAKETIME_NO_CACHE: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
      },
    });
    after(async () => {
      await service.kill();
      await rm(folder, { recursive: true });
    });
    const ask = (question: Question) => askOver(service.url, question);
    const state = async (path: string) => JSON.parse((await ask({ method: 'GET', path })).body.toString());
    const points = encodeNpy({ shape: [4000, 1], data: Float64Array.from({ length: 4000 }, (_, i) => Math.sin(i)) });
    await ask({ method: 'PUT', path: '/v1/arrays/points', headers: { 'content-type': NPY }, body: points });
    const right = digest((await ask(posted(LONG))).body);

    for (const seconds of [HOUR, -HOUR, 0]) {
      const { location } = (await ask(posted(LONG, { prefer: 'respond-async' }))).headers;
      const waiting = ask(posted(LONG));
      await eventually(async () => (await state(location!)).state === 'running');
      await set(seconds);
      // Node writes a date that is up to a second old.
      await eventually(async () => {
        const { date } = (await ask({ method: 'GET', path: '/health/live' })).headers;
        return Math.abs(Date.parse(date!) - Date.now() - 1000 * seconds) < 600_000;
      });
      await eventually(async () => (await ask({ method: 'GET', path: '/health/ready' })).status === 200);
      assert.equal((await ask(posted({ ...QUICK, outputs: ['ntk'] }))).status, 200);
      const answer = await waiting;
      assert.deepEqual([answer.status, digest(answer.body)], [200, right]);
      // Its runner is done before it, but its files have to be on disk.
      await eventually(async () => (await state(location!)).state === 'succeeded');
      const result = await ask({ method: 'GET', path: `${location}/result`, headers: { accept: NPY } });
      assert.equal(digest(result.body), right);
    }
    const { jobs } = await state('/v1/jobs');
    assert.equal(jobs.length, 3);
  });

function posted(body: object, headers: Record<string, string> = {}): Question {
  const types = { 'content-type': 'application/json', accept: NPY };
  return { method: 'POST', path: '/v1/kernels', headers: { ...types, ...headers }, body: JSON.stringify(body) };
}

async function askOver(url: string, question: Question) {
  const connection = new Connection(url);
  const answer = await connection.ask(question);
  connection.close();
  return answer;
}
