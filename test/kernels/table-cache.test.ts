import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { foreseenDepths, layersKey, TableCache } from '../../src/kernels/table-cache.ts';
import { matrix } from '../../src/nd-array.ts';
import { mlp, RELU } from '../reference/cases.ts';

const NOTHING = { hyperDepths: [], depths: [], kernels: [] };
const cacheOf = (bytes: number) => new TableCache(bytes, NOTHING);

describe('a table cache', () => {
  test('makes a value once', () => {
    const cache = cacheOf(100);
    const make = (name: string) =>
      cache.get(
        'a',
        () => ({ name }),
        () => 10,
      );
    assert.equal(make('first'), make('second'));
    assert.equal(make('third').name, 'first');
    assert.equal(cache.bytes, 10);
  });

  test('gives up what was used longest ago, and never holds more than it may', () => {
    const cache = cacheOf(100);
    for (const key of ['a', 'b', 'c']) cache.keep(key, { key }, 30);
    cache.find('a');
    cache.keep('d', {}, 40);
    assert.deepEqual(
      ['a', 'b', 'c', 'd'].filter((key) => cache.find(key) !== undefined),
      ['a', 'c', 'd'],
    );
    assert.equal(cache.bytes, 100);
    cache.keep('e', {}, 101);
    assert.equal(cache.find('e'), undefined);
    assert.equal(cache.bytes, 100);
    cache.keep('d', {}, 10);
    assert.equal(cache.bytes, 70);
  });

  test('tells matrices apart by what they are, not by what is in them', () => {
    const cache = cacheOf(100);
    const [a, b] = [matrix(1, 1), matrix(1, 1)];
    assert.notEqual(cache.idOf(a), cache.idOf(b));
    assert.equal(cache.idOf(a), cache.idOf(a));
    assert.notEqual(
      cache.ofMatrix(a, () => ({})),
      cache.ofMatrix(b, () => ({})),
    );
  });
});

test('layers are the same where all before them are', () => {
  const key = (depth: number, rest: object, layer = 2) => layersKey({ ...mlp(depth, RELU), ...rest }, layer);
  assert.equal(key(2, {}), key(4, {}));
  assert.equal(key(3, { weightStd: [1, 2, 3] }), key(3, { weightStd: [1, 2, 4] }));
  for (const rest of [{ weightStd: 2 }, { biasStd: 0.1 }, { activation: { name: 'erf' } }])
    assert.notEqual(key(2, {}), key(2, rest));
  assert.notEqual(key(4, {}, 2), key(4, {}, 3));
});

test('other depths are foreseen of networks whose layers are all alike', () => {
  assert.deepEqual(foreseenDepths(mlp(3, RELU), [5, 2, 3]), [2, 3, 5]);
  assert.deepEqual(foreseenDepths({ ...mlp(3, RELU), weightStd: [1, 2, 1] }, [5, 2]), [3]);
});
