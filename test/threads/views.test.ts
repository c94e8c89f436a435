import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packViews, unpackViews } from '../../src/threads/views.ts';

test('views of shared memory are the same views again, and everything else stays as it was', () => {
  const shared = new Float64Array(new SharedArrayBuffer(80)).subarray(2, 7);
  const own = Float64Array.of(1, 2);
  const single = new Float32Array(new SharedArrayBuffer(80)).subarray(3, 8);
  const tree = { single, a: [shared, { b: own, c: null, d: undefined }], e: Int32Array.of(3), f: 'text', g: 0.5 };
  const back = unpackViews(structuredClone(packViews(tree))) as typeof tree;
  assert.deepEqual(back, tree);
  const view = back.a[0] as Float64Array;
  assert.deepEqual([view.byteOffset, view.length], [16, 5]);
  assert.deepEqual([back.single.byteOffset, back.single.length], [12, 5]);
  back.single[0] = 7;
  assert.equal(single[0], 7);
  view[0] = 42;
  assert.equal(shared[0], 42);
});

test('a view of more than 4 GiB arrives whole', (context) => {
  let buffer: SharedArrayBuffer;
  try {
    // Untouched pages take no memory.
    buffer = new SharedArrayBuffer(5 * 2 ** 30);
  } catch {
    context.skip('this machine has no address space for it');
    return;
  }
  const view = unpackViews(structuredClone(packViews(new Float64Array(buffer, 8, 5 * 2 ** 27 - 1)))) as Float64Array;
  assert.deepEqual([view.byteOffset, view.length], [8, 5 * 2 ** 27 - 1]);
});
