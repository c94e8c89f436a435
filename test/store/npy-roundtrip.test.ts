import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { isHypertangentError } from '../../src/errors.ts';
import { elementCount } from '../../src/nd-array.ts';
import { writeFileAtomically } from '../../src/store/atomic-file.ts';
import { convertElements } from '../../src/store/npy/convert.ts';
import { decodeNpy } from '../../src/store/npy/decode.ts';
import { parseDtype } from '../../src/store/npy/dtype.ts';
import { encodeNpy, encodeNpyHeader } from '../../src/store/npy/encode.ts';
import { readNpyFile, writeNpyFile } from '../../src/store/npy/file.ts';
import { parseNpyHeader } from '../../src/store/npy/header.ts';
import { bytePieces } from '../../src/store/npy/pieces.ts';
import { fortranToRowMajor } from '../../src/store/npy/transpose.ts';

const directory = await mkdtemp(join(tmpdir(), 'npy-'));
after(() => rm(directory, { recursive: true }));

const arrays = fc
  .array(fc.nat(5), { maxLength: 5 })
  .chain((shape) =>
    fc
      .array(fc.double(), { minLength: elementCount(shape), maxLength: elementCount(shape) })
      .map((values) => ({ shape, data: Float64Array.from(values) })),
  );

test('decode ∘ encode is the identity', () => {
  fc.assert(fc.property(arrays, (array) => assert.deepEqual(decodeNpy(encodeNpy(array)), array)));
});

test('a written file is the encoded array, and nothing else is left in the directory', async () => {
  const array = { shape: [2, 2], data: Float64Array.of(0, -0, NaN, Infinity) };
  const path = join(directory, 'array.npy');
  await writeNpyFile(path, { shape: [1], data: Float64Array.of(7) });
  await writeNpyFile(path, array);
  assert.deepEqual(await readFile(path), Buffer.from(encodeNpy(array)));
  assert.deepEqual(await readNpyFile(path), array);
  assert.deepEqual(await readdir(directory), ['array.npy']);
});

test('a view into a larger buffer is written without its surroundings', () => {
  const data = Float64Array.of(1, 2, 3, 4).subarray(1, 3);
  assert.deepEqual(decodeNpy(encodeNpy({ shape: [2], data })), { shape: [2], data: Float64Array.of(2, 3) });
});

test('the body begins at a multiple of 64', () => {
  for (const shape of [[], [1], [12345678, 87654321], [1, 2, 3, 4, 5, 6, 7, 8]]) {
    const header = encodeNpyHeader(shape);
    assert.equal(header.length % 64, 0);
    assert.equal(parseNpyHeader(header).bodyOffset, header.length);
    assert.deepEqual(parseNpyHeader(header).shape, shape);
  }
});

test('a shape that is none, or does not fit the data, is a RangeError', () => {
  for (const shape of [[-1], [1.5], [NaN], [2 ** 53], new Array(9).fill(1)])
    assert.throws(() => encodeNpyHeader(shape), RangeError);
  assert.throws(() => encodeNpy({ shape: [3], data: new Float64Array(2) }), RangeError);
});

test('rows that are not there are refused', async () => {
  const path = join(directory, 'rows.npy');
  await writeNpyFile(path, { shape: [3, 2], data: new Float64Array(6) });
  for (const rows of [
    [-1, 2],
    [0, 4],
    [2, 1],
    [0.5, 1],
    [NaN, 1],
    [0, Infinity],
  ] as const)
    await assert.rejects(readNpyFile(path, rows), (error) => isHypertangentError(error, 'shape_mismatch'));
  await writeNpyFile(path, { shape: [], data: new Float64Array(1) });
  await assert.rejects(readNpyFile(path, [0, 1]), (error) => isHypertangentError(error, 'shape_mismatch'));
});

test('Fortran order is undone at every size around the tile', () => {
  const lengths = [0, 1, 2, 31, 32, 33, 65];
  for (const [rows, columns] of lengths.flatMap((a) => lengths.map((b) => [a, b] as const))) {
    const source = Float64Array.from({ length: rows * columns }, (_, i) => i);
    const expected = Float64Array.from({ length: rows * columns }, (_, i) => Math.floor(i / columns) + (i % columns) * rows);
    assert.deepEqual(fortranToRowMajor(source, [rows, columns]), expected);
  }
});

test('every binary16 number converts exactly', () => {
  const raw = new Uint8Array(Uint16Array.from({ length: 65_536 }, (_, i) => i).buffer);
  const values = new Float64Array(65_536);
  convertElements(parseDtype('<f2'), raw, values, 0);
  for (let half = 1; half < 0x7c00; half++) {
    assert.ok(values[half]! > values[half - 1]!, 'positive halves grow with their bits');
    assert.equal(values[half | 0x8000], -values[half]!);
    if (half >= 0x400 && half + 1024 < 0x7c00) assert.equal(values[half + 1024], 2 * values[half]!);
  }
  assert.deepEqual([values[1], values[0x400], values[0x3c00], values[0x7c00]], [2 ** -24, 2 ** -14, 1, Infinity]);
});

test('arrays larger than the scratch space survive both ways of reading', async () => {
  const data = Float64Array.from({ length: 1_500_000 }, (_, i) => Math.fround(Math.sin(i)));
  const singles = Float32Array.from(data);
  const literal = Buffer.from(encodeNpyHeader([1500, 1000]))
    .toString('latin1')
    .replace('<f8', '<f4');
  const bytes = Buffer.concat([Buffer.from(literal, 'latin1'), Buffer.from(singles.buffer)]);
  assert.deepEqual(decodeNpy(bytes), { shape: [1500, 1000], data });
  const path = join(directory, 'large.npy');
  await writeFileAtomically(path, bytes);
  assert.deepEqual(await readNpyFile(path), { shape: [1500, 1000], data });
  assert.deepEqual((await readNpyFile(path, [1400, 1450])).data, data.slice(1_400_000, 1_450_000));
});

test('the pieces of an array are its bytes, in order', () => {
  const array = Float64Array.from({ length: 10 }, (_, i) => i).subarray(1);
  for (const pieceBytes of [8, 16, 64, 72, 80])
    assert.deepEqual(
      Buffer.concat([...bytePieces(array, pieceBytes)]),
      Buffer.from(array.buffer, array.byteOffset, array.byteLength),
    );
  assert.deepEqual([...bytePieces(new Float64Array(0))], []);
});
