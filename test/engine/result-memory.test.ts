import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LEAST_BYTES, MOST_KEPT_BYTES, ResultMemory } from '../../src/engine/result-memory.ts';
import { hypernetwork, mlp, RELU } from '../reference/cases.ts';
import { everything, forEachEngine, normals, pixels, stacksOf } from './support.ts';

const LENGTH = LEAST_BYTES / 8;

describe('memory of results', () => {
  test('what was given back is lent again, to one at a time', () => {
    const memory = new ResultMemory();
    const first = memory.take(LENGTH);
    memory.recycle([first, first.subarray(1)]);
    assert.equal(memory.keptBytes, 8 * LENGTH);
    assert.equal(memory.take(LENGTH).buffer, first.buffer);
    assert.notEqual(memory.take(LENGTH).buffer, first.buffer);
  });

  test('a larger array serves a smaller one, the smallest that is large enough', () => {
    const memory = new ResultMemory();
    const [large, middle] = [memory.take(4 * LENGTH), memory.take(2 * LENGTH)];
    memory.recycle([large, middle]);
    const taken = memory.take(LENGTH + 1);
    assert.equal(taken.buffer, middle.buffer);
    assert.equal(taken.length, LENGTH + 1);
  });

  test('where nothing is large enough, what is kept makes room', () => {
    const memory = new ResultMemory();
    memory.recycle([memory.take(LENGTH)]);
    memory.take(2 * LENGTH);
    assert.equal(memory.keptBytes, 0);
  });

  test('strange and small arrays are left alone', () => {
    const memory = new ResultMemory();
    const stranger = new Float64Array(new SharedArrayBuffer(8 * LENGTH));
    memory.recycle([stranger, new Float64Array(LENGTH), memory.take(LENGTH - 1)]);
    assert.equal(memory.keptBytes, 0);
  });

  test('no more is kept than the bound, nor than was asked for', () => {
    const memory = new ResultMemory();
    // Never touched, so that it takes no memory.
    const parts = Array.from({ length: 5 }, () => memory.take(MOST_KEPT_BYTES / 8 / 4));
    memory.recycle(parts);
    assert.equal(memory.keptBytes, MOST_KEPT_BYTES);
    memory.keepAtMost(MOST_KEPT_BYTES / 2 + 1);
    assert.equal(memory.keptBytes, MOST_KEPT_BYTES / 2);
  });
});

await forEachEngine((make) => {
  const points = 600;
  const f = mlp(2, RELU);
  const problems = {
    'of a network': everything(f, { x: normals(points, 7, 1) }),
    'between two sets of points': everything(f, { x: normals(points, 7, 1) }, { x: normals(points + 1, 7, 2) }),
    'of a hypernetwork': everything(hypernetwork(f, f), { x: normals(points, 3, 3), z: normals(points, 2, 4), pairing: 'rows' }),
    'of a hypernetwork on a grid': everything(hypernetwork(f, f), { x: normals(18, 3, 5), z: pixels(6, 6), pairing: 'grid' }),
  };
  for (const [name, problem] of Object.entries(problems)) {
    test(`kernels ${name} overwrite all of their memory`, async () => {
      const engine = await make();
      const first = await stacksOf(problem, engine);
      const expected = Object.values(first).map(({ data }) => data.slice());
      const buffers = new Set(Object.values(first).map(({ data }) => data.buffer));
      for (const { data } of Object.values(first)) data.fill(Number.NaN);
      engine.recycle(Object.values(first).map(({ data }) => data));
      const second = Object.values(await stacksOf(problem, engine));
      assert.ok(second.every(({ data }) => buffers.has(data.buffer)));
      assert.deepEqual(
        second.map(({ data }) => data),
        expected,
      );
    });
  }
});
