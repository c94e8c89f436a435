import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { JobTimes } from '../../src/operations/job-times.ts';

test('the times that a job waits and runs are known when they are over, whatever is done to the clock', () => {
  const clock = mock.method(performance, 'now', () => 0);
  const wall = mock.method(Date, 'now', () => 0);
  try {
    const times = new JobTimes();
    const at = (ms: number, state: 'queued' | 'running' | 'succeeded' | 'cancelled', id = 'a') => {
      clock.mock.mockImplementation(() => ms);
      wall.mock.mockImplementation(() => -1e9 * ms);
      return times.changed({ id, state });
    };
    assert.deepEqual(at(1000, 'queued'), {});
    assert.deepEqual(at(1500, 'queued', 'b'), {});
    assert.deepEqual(at(3000, 'running'), { waited: 2 });
    assert.deepEqual(at(3500, 'cancelled', 'b'), {}, 'one that never ran');
    assert.deepEqual(at(7000, 'succeeded'), { waited: 2, ran: 4 });
    assert.deepEqual(at(8000, 'succeeded'), {}, 'it is forgotten');
  } finally {
    mock.restoreAll();
  }
});
