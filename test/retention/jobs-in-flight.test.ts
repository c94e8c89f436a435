import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JobRecord } from '../../src/jobs/job.ts';
import { JobsInFlight } from '../../src/retention/jobs-in-flight.ts';
import { InUse } from '../../src/store/in-use.ts';

const points = { x: { arrayId: 'x', shape: [2, 2] }, z: { shape: [1, 1], data: new Float64Array(1) } };
const fit = {
  architecture: {},
  train: { ...points, y: { arrayId: 'y', shape: [2], rows: [0, 2] } },
  startFrom: { regressionId: 'start', solver: 'full_grid' },
};

function inFlight(owner?: string) {
  const inUse = new InUse();
  const observer = new JobsInFlight(inUse);
  const change = (state: JobRecord['state'], input: object = fit) =>
    observer.jobChanged({ id: 'job', state, ...(owner !== undefined && { owner }) } as JobRecord, 'quick', input as never);
  return { inUse, change };
}

test('a job is in use from when it waits to its end, and so is all that it works with', () => {
  for (const owner of [undefined, 'alice']) {
    const { inUse, change } = inFlight(owner);
    const used = () => [
      inUse.has({ kind: 'job', id: 'job' }),
      inUse.has({ kind: 'array', id: 'x', owner }),
      inUse.has({ kind: 'array', id: 'y', owner }),
      inUse.has({ kind: 'regression', id: 'start' }),
    ];
    for (const state of ['queued', 'running'] as const) {
      change(state);
      assert.ok(used().every(Boolean), state);
    }
    assert.ok(!inUse.has({ kind: 'array', id: 'x', owner: 'bob' }));
    change('succeeded');
    assert.ok(!used().some(Boolean));
  }
});

test('a prediction uses its regression, and one that ends before it begins lets it go', () => {
  const { inUse, change } = inFlight();
  const input = { regressionId: 'model', test: 'train' };
  change('queued', input);
  assert.ok(inUse.has({ kind: 'regression', id: 'model' }));
  change('cancelled', input);
  assert.ok(!inUse.has({ kind: 'regression', id: 'model' }));
});
