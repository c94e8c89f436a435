import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collectArrays, isArrayValue, isNdArray, isNpyFile, mapArrays } from '../../src/store/array-value.ts';

const inMemory = { shape: [2], data: Float64Array.of(1, 2) };
const inFile = { shape: [3], npyPath: '/somewhere/a.npy' };

test('arrays are told from other values', () => {
  assert.deepEqual([isNdArray(inMemory), isNpyFile(inMemory), isArrayValue(inMemory)], [true, false, true]);
  assert.deepEqual([isNdArray(inFile), isNpyFile(inFile), isArrayValue(inFile)], [false, true, true]);
  const others = [
    null,
    undefined,
    1,
    'shape',
    [],
    {},
    { shape: [1] },
    { data: Float64Array.of(1) },
    { shape: [1], data: [1] },
    { npyPath: 'a' },
  ];
  for (const other of others) assert.equal(isArrayValue(other), false, JSON.stringify(other));
});

const tree = () => ({
  id: 'x',
  none: null,
  kernels: { ntk: inMemory, layers: [inFile, { nngp: inMemory }] },
  numbers: [1, 'two', true],
});

test('every array is replaced and knows its path; the original stays', async () => {
  const original = tree();
  const paths: string[] = [];
  const copy = await mapArrays(original, async (array, path) => {
    paths.push(path.join('/'));
    return array.shape[0];
  });
  assert.deepEqual(copy, { id: 'x', none: null, kernels: { ntk: 2, layers: [3, { nngp: 2 }] }, numbers: [1, 'two', true] });
  assert.deepEqual(paths.sort(), ['kernels/layers/0', 'kernels/layers/1/nngp', 'kernels/ntk']);
  assert.deepEqual(original, tree());
  assert.equal(await mapArrays(inMemory, (_array, path) => path.length), 0);
});

test('a replacement that fails is not lost', async () => {
  const failure = new Error('no');
  const refused = mapArrays(tree(), async () => {
    throw failure;
  });
  await assert.rejects(refused, failure);
});

test('arrays are collected by name', () => {
  assert.deepEqual(
    collectArrays(tree()).map(({ name }) => name),
    ['kernels_ntk', 'kernels_layers_0', 'kernels_layers_1_nngp'],
  );
  assert.deepEqual(collectArrays(inFile, ['mean']), [{ name: 'mean', array: inFile }]);
  assert.deepEqual([collectArrays(null), collectArrays('text'), collectArrays({})], [[], [], []]);
});
