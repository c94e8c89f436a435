import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gatheredProvenance } from '../../src/jobs/programs/gathered-provenance.ts';

const own = { version: '1', engine: 'wasm', precision: 'float64', seed: 3, seconds: 1 } as const;
const part = (engine: string, seconds: number, rest: object = {}) => ({ provenance: { ...own, engine, seconds, ...rest } });

test('a result that several jobs made names all that computed it, and the time of all', () => {
  assert.deepEqual(gatheredProvenance(own, [part('wasm', 2), part('wasm', 3)]), { ...own, seconds: 6 });
  assert.equal(gatheredProvenance(own, [part('openblas', 2), part('wasm', 3)]).engine, 'openblas, wasm');
  const networks = [part('wasm', 2, { precision: 'float32', tensors: 'cpu: JavaScript' })];
  const { precision, tensors, seed } = gatheredProvenance(own, [...networks, ...networks]);
  assert.deepEqual([precision, tensors, seed], ['float32', 'cpu: JavaScript', 3]);
});
