import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { decodeNpy } from '../../src/store/npy/decode.ts';
import { readNpyFile, readNpyHeaderFile } from '../../src/store/npy/file.ts';
import { parseNpyHeader } from '../../src/store/npy/header.ts';

interface Golden {
  name: string;
  descr: string;
  fortran_order: boolean;
  shape: number[];
  values: (number | string)[];
}

const GOLDEN = new URL('../golden/', import.meta.url);
const manifest: { arrays: Golden[] } = JSON.parse(await readFile(new URL('npy.json', GOLDEN), 'utf8'));

for (const golden of manifest.arrays)
  test(`NumPy's ${golden.name}.npy is read as NumPy reads it`, async () => {
    const url = new URL(`npy/${golden.name}.npy`, GOLDEN);
    const bytes = await readFile(url);
    const expected = { shape: golden.shape, data: Float64Array.from(golden.values, Number) };

    const header = parseNpyHeader(bytes);
    assert.deepEqual([header.dtype.descr, header.fortranOrder], [golden.descr, golden.fortran_order]);
    assert.deepEqual(decodeNpy(bytes), expected);
    assert.deepEqual(decodeNpy(misaligned(bytes)), expected);
    assert.deepEqual(await readNpyHeaderFile(url.pathname), header);
    assert.deepEqual(await readNpyFile(url.pathname), expected);
    for (const [start, stop] of rowRanges(golden.shape)) {
      const rowElements = golden.shape.slice(1).reduce((product, length) => product * length, 1);
      assert.deepEqual(await readNpyFile(url.pathname, [start, stop]), {
        shape: [stop - start, ...golden.shape.slice(1)],
        data: expected.data.slice(start * rowElements, stop * rowElements),
      });
    }
  });

/** The same bytes at an odd address. */
function misaligned(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(bytes.length + 1).subarray(1);
  copy.set(bytes);
  return copy;
}

function rowRanges([length]: number[]): [number, number][] {
  if (length === undefined) return [];
  return [
    [0, 0],
    [0, length],
    [Math.floor(length / 2), length],
    [0, Math.ceil(length / 2)],
  ];
}
