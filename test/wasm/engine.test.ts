import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from '../../src/wasm/engine.ts';

test('allocations start on cache lines, do not overlap, and survive growth', () => {
  const engine = createEngine();
  const small = engine.allocate(3);
  engine.view(small, 3).set([1, 2, 3]);
  const large = engine.allocate(3_000_000);
  assert.equal(small % 64, 0);
  assert.equal(large % 64, 0);
  assert.ok(large >= small + 24);
  assert.deepEqual([...engine.view(small, 3)], [1, 2, 3]);
  engine.view(large, 3_000_000).fill(7);
  assert.deepEqual([...engine.view(small, 3)], [1, 2, 3]);
});

test('reset gives the same memory again, and each engine has its own', () => {
  const engine = createEngine();
  const first = engine.allocate(10);
  engine.reset();
  assert.equal(engine.allocate(10), first);
  engine.view(first, 1)[0] = 5;
  const other = createEngine();
  assert.equal(other.view(other.allocate(1), 1)[0], 0);
});

test('working memory does not reach into what the caller holds', () => {
  const engine = createEngine();
  const n = 520;
  const guard = engine.allocate(8);
  engine.view(guard, 8).fill(1);
  const a = engine.allocate(n * n);
  const c = engine.allocate(n * n);
  engine.view(a, n * n).fill(0.5);
  engine.gemmNT(n, n, n, a, n, a, n, c, n, 1, 0);
  assert.deepEqual([...engine.view(guard, 8)], Array(8).fill(1));
  assert.ok(engine.view(c, n * n).every((value) => value === n / 4));
});
