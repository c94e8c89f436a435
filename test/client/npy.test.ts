import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { decodeNpy, encodeNpy, fromRows, type NdArray, type Numbers, toRows } from '../../src/client/index.ts';
import { decodeNpy as serviceDecode } from '../../src/store/npy/decode.ts';

const golden = new URL('../golden/npy/', import.meta.url);

describe('an array becomes an .npy file that the service reads', () => {
  const types = [
    Float64Array,
    Float32Array,
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
  ];
  for (const type of types)
    test(type.name, () => {
      const array = { shape: [2, 3], data: type.from([0, 1, 2, 3, 100, 5]) as Numbers };
      const bytes = encodeNpy(array);
      const { shape, data } = serviceDecode(bytes);
      assert.deepEqual([[...shape], [...data]], [[2, 3], [...array.data]]);
      const back = decodeNpy(bytes);
      assert.deepEqual([back.shape, [...back.data]], [[2, 3], [...array.data]]);
      assert.equal(back.data.BYTES_PER_ELEMENT, type.BYTES_PER_ELEMENT);
    });

  test('of every number of axes, also of a part of a buffer', () => {
    const data = Float64Array.from({ length: 25 }, (_, i) => Math.sin(i)).subarray(1);
    for (const shape of [[24], [4, 6], [2, 3, 4], [1, 24, 1]]) {
      assert.deepEqual(serviceDecode(encodeNpy({ shape, data })).data, data.slice());
      assert.deepEqual(decodeNpy(encodeNpy({ shape, data })), { shape, data: data.slice() });
    }
    assert.deepEqual(decodeNpy(encodeNpy({ shape: [0, 3], data: new Float32Array(0) })), {
      shape: [0, 3],
      data: new Float32Array(0),
    });
  });

  test('not where the shape does not fit', () => {
    assert.throws(() => encodeNpy({ shape: [2, 2], data: new Float64Array(3) }), /\[2, 2\] needs 4 numbers, got 3/);
    assert.throws(() => fromRows([[1, 2], [3]]), /row 1 has 1 numbers, row 0 has 2/);
  });
});

test("every file of NumPy's that the service reads as float64 is read the same", () => {
  const files = readdirSync(golden).filter((name) => name.endsWith('.npy'));
  let read = 0;
  for (const name of files) {
    const bytes = new Uint8Array(readFileSync(new URL(name, golden)));
    const expected = outcome(() => serviceDecode(bytes));
    if (expected === undefined) continue;
    const found = outcome(() => decodeNpy(bytes));
    if (found === undefined) {
      assert.match(name, /f2|float16|half/, `${name} is not read`);
      continue;
    }
    assert.deepEqual([[...found.shape], [...found.data]], [[...expected.shape], [...expected.data]], name);
    read++;
  }
  assert.ok(read > 10, `${read} of ${files.length}`);
});

test('a Buffer, which is a part of memory that it shares, is read like any bytes', () => {
  const array = fromRows([
    [1, 2],
    [3, 4],
  ]);
  assert.deepEqual(decodeNpy(Buffer.from(encodeNpy(array))), array);
});

test('what is no .npy file is refused', () => {
  const whole = encodeNpy(fromRows([[1, 2]]));
  const bad = [
    new Uint8Array(3),
    new TextEncoder().encode('not an .npy file'),
    whole.slice(0, -1),
    whole.slice(0, -8),
    whole.slice(0, 40),
  ];
  for (const bytes of bad) assert.throws(() => decodeNpy(bytes), RangeError);
});

test('rows and back', () => {
  const rows = [
    [1, 2, 3],
    [4, 5, 6],
  ];
  assert.deepEqual(toRows(fromRows(rows)), rows);
});

function outcome(read: () => NdArray): NdArray | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return undefined;
  }
}
