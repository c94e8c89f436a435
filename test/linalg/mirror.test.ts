import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mirrorLower } from '../../src/linalg/mirror.ts';
import { matrix } from '../../src/nd-array.ts';

test('the lower triangle, diagonal included, stands; the upper one becomes its mirror image', async () => {
  for (const n of [1, 2, 63, 64, 65, 127, 128, 129, 2100]) {
    const square = matrix(n, n);
    for (let entry = 0; entry < n * n; entry++) square.data[entry] = entry;
    await mirrorLower(square);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        if (square.data[i * n + j] !== Math.max(i, j) * n + Math.min(i, j)) assert.fail(`entry [${i}, ${j}] of ${n} rows`);
      }
    }
  }
});

test('the event loop goes on', async () => {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  await mirrorLower(matrix(4000, 4000));
  clearInterval(timer);
  assert.ok(ticks >= 1);
});
