import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { type Control, uncontrolled } from '../../src/control.ts';
import { isHypertangentError } from '../../src/errors.ts';
import { ThreadPool } from '../../src/threads/pool.ts';
import type { CountContext, PoolOptions } from './tasks.ts';

const TASKS = new URL('./tasks.ts', import.meta.url);

function poolOf(size: number, options: PoolOptions = {}): ThreadPool {
  const pool = new ThreadPool(size, TASKS);
  pool.setUp(options);
  after(() => pool.close());
  return pool;
}

const shared = (length: number) => new Int32Array(new SharedArrayBuffer(4 * length));

/** A control whose checkpoint throws when it is called for the `call`th time. */
function cancelling(call: number, error: Error): Control {
  let calls = 0;
  return {
    checkpoint: async () => {
      if (++calls === call) throw error;
    },
    stage: () => {},
  };
}

/** Asserts that the pool does every index of a loop exactly once. */
async function works(pool: ThreadPool, count = 100): Promise<void> {
  const done = shared(count);
  await pool.run('count', { done } satisfies CountContext, count, uncontrolled);
  assert.deepEqual([...done], new Array(count).fill(1));
}

const pool = poolOf(2);

describe('indices', () => {
  for (const size of [1, 2, 4]) {
    test(`${size} threads do each index exactly once`, async () => {
      const many = size === 2 ? pool : poolOf(size);
      for (const count of [1, size - 1, size, size + 1, 5000]) await works(many, count);
    });
  }

  test('a loop of none does nothing, and asks nobody', async () => {
    const control = cancelling(1, new Error('asked'));
    await pool.run('count', {}, 0, control);
    await pool.run('no such task', {}, 0, control);
  });

  test('all threads take part', async () => {
    const [done, threads] = [shared(400), shared(400)];
    await pool.run('count', { done, threads, busyMs: 3 } satisfies CountContext, 400, uncontrolled);
    assert.equal(new Set(threads).size, 2);
  });

  test('loops that are started together run one after another', async () => {
    const done = shared(20);
    const busy = (from: number) => pool.run('count', { done: done.subarray(from, from + 10), busyMs: 5 }, 10, uncontrolled);
    const first = busy(0).then(() => assert.deepEqual([...done], [...new Array(10).fill(1), ...new Array(10).fill(0)]));
    const second = busy(10);
    await first;
    await second;
    assert.deepEqual([...done], new Array(20).fill(1));
  });

  test('progress rises from 0 to 1', async () => {
    const fractions: number[] = [];
    const control: Control = { checkpoint: async (fraction) => void fractions.push(fraction), stage: () => {} };
    await pool.run('count', { done: shared(1000), busyMs: 2 } satisfies CountContext, 1000, control);
    assert.ok(fractions.length >= 3, `${fractions.length} reports`);
    assert.deepEqual(
      fractions,
      fractions.toSorted((a, b) => a - b),
    );
    assert.ok(fractions.every((fraction) => fraction >= 0 && fraction <= 1));
    assert.equal(fractions.at(-1), 1);
  });
});

describe('errors', () => {
  test('an error of the service keeps its class, code, message and details, and stops the others', async () => {
    const done = shared(10_000);
    const context: CountContext = { done, busyMs: 1, failAt: 5, how: 'kernel_overflow' };
    await assert.rejects(pool.run('count', context, 10_000, uncontrolled), (error) => {
      assert.ok(isHypertangentError(error, 'kernel_overflow'));
      assert.deepEqual([error.message, error.details], ['too large', { output: 'ntk', index: [3, 4] }]);
      return true;
    });
    assert.ok(done.reduce((sum, times) => sum + times) < 1000);
    await works(pool);
  });

  for (const how of ['plain', 'string'] as const) {
    test(`another error (${how}) is internal, and tells its reader nothing`, async () => {
      const running = pool.run('count', { done: shared(9), failAt: 3, how } satisfies CountContext, 9, uncontrolled);
      await assert.rejects(running, (error) => isHypertangentError(error, 'internal') && !/mistake|no error/.test(error.message));
      await works(pool);
    });
  }

  test('an unknown task and a context that cannot be sent are errors', async () => {
    await assert.rejects(pool.run('no such task', {}, 3, uncontrolled), (error) => isHypertangentError(error, 'internal'));
    await assert.rejects(pool.run('count', { done: () => {} }, 3, uncontrolled), ({ name }: Error) => name === 'DataCloneError');
    await works(pool);
  });

  test('a failed loop does not hold up those that wait for it', async () => {
    const running = [3, -1, 3].map((failAt) =>
      pool.run('count', { done: shared(9), failAt, how: 'plain' } satisfies CountContext, 9, uncontrolled),
    );
    const results = await Promise.allSettled(running);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['rejected', 'fulfilled', 'rejected'],
    );
  });
});

describe('threads that end', () => {
  test('in a loop: it fails, the other threads stop, and the next loop has new ones', { timeout: 60_000 }, async () => {
    const dying = poolOf(2);
    for (let round = 0; round < 2; round++) {
      const context: CountContext = { done: shared(100_000), busyMs: 1, failAt: 20, how: 'exit' };
      await assert.rejects(dying.run('count', context, 100_000, uncontrolled), (error) => isHypertangentError(error, 'internal'));
      await works(dying);
    }
  });

  for (const setup of ['throws', 'exits'] as const) {
    test(`as they start (setup ${setup}): every loop fails, also one for fewer threads`, { timeout: 60_000 }, async () => {
      const broken = poolOf(3, { setup });
      for (const count of [1, 1, 5]) {
        const running = broken.run('count', { done: shared(5) } satisfies CountContext, count, uncontrolled);
        await assert.rejects(running, (error) => isHypertangentError(error, 'internal'));
      }
    });
  }
});

describe('cancellation', () => {
  test('a checkpoint that throws stops the threads after the indices they are at', async () => {
    const cancelled = new Error('no longer wanted');
    const done = shared(100_000);
    const start = performance.now();
    const running = pool.run('count', { done, busyMs: 2 } satisfies CountContext, 100_000, cancelling(3, cancelled));
    await assert.rejects(running, cancelled);
    const elapsed = performance.now() - start;
    assert.ok(elapsed < 1500, `it took ${elapsed} ms`);
    const before = done.reduce((sum, times) => sum + times);
    await works(pool);
    assert.equal(
      done.reduce((sum, times) => sum + times),
      before,
      'nothing goes on',
    );
  });

  test('before the threads have started', async () => {
    const slow = poolOf(2, { startMs: 300 });
    const cancelled = new Error('no longer wanted');
    await assert.rejects(slow.run('count', { done: shared(9) } satisfies CountContext, 9, cancelling(1, cancelled)), cancelled);
    await works(slow);
  });
});

describe('close', () => {
  test('a run afterwards starts new threads', async () => {
    const closed = poolOf(2);
    await closed.close();
    await works(closed);
    await closed.close();
    await closed.close();
    await works(closed);
    const closing = closed.close();
    await works(closed);
    await closing;
  });

  test('a loop that runs fails', { timeout: 60_000 }, async () => {
    const closed = poolOf(2);
    const running = closed.run('count', { done: shared(100_000), busyMs: 1 } satisfies CountContext, 100_000, uncontrolled);
    const failed = assert.rejects(running, (error) => isHypertangentError(error, 'internal'));
    await works(poolOf(1));
    await closed.close();
    await failed;
    await works(closed);
  });
});
