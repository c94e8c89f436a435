import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bestBuild, ENGINE_BUILDS } from '../../src/wasm/builds.ts';
import { createEngine } from '../../src/wasm/engine.ts';
import { BUILDS, numbers } from './support.ts';

test('this Node runs the fastest build', () => {
  assert.equal(bestBuild(), BUILDS[0]);
  assert.match(ENGINE_BUILDS[bestBuild()], /fused multiply-add/);
});

test('the builds agree to rounding on a factorisation and the products within it', () => {
  const n = 300;
  const values = numbers(n * n);
  for (let i = 0; i < n; i++) values[i * (n + 1)] = n;
  const [first, second] = BUILDS.map((build) => {
    const engine = createEngine(build);
    const a = engine.allocate(n * n);
    engine.view(a, n * n).set(values);
    assert.equal(engine.potrf(n, a, n), -1);
    return engine.view(a, n * n).slice();
  });
  for (const [k, value] of first!.entries()) assert.ok(Math.abs(value - second![k]!) <= 1e-14 * n, `entry ${k}`);
});
