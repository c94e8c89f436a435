import assert from 'node:assert/strict';
import { copyFile, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import type { NpyFile } from '../../src/store/array-value.ts';
import { filePieces } from '../../src/store/file-pieces.ts';
import { encodeNpyHeader } from '../../src/store/npy/encode.ts';
import { readNpyFile } from '../../src/store/npy/file.ts';
import { PieceSums, SUM_BYTES } from '../../src/store/piece-sums.ts';
import { loadValue, valuePieces } from '../../src/store/values.ts';
import { cutShort, damaged, flipBit } from '../support/damage.ts';

const folder = await mkdtemp(join(tmpdir(), 'damaged-'));
after(() => rm(folder, { recursive: true }));

const HEADER_BYTES = 128;
const [ROWS, COLUMNS] = [1001, 300];
const values = Float64Array.from({ length: ROWS * COLUMNS }, (_, i) => i);
/** Of float64: three pieces, and some of a fourth. */
const FILE_BYTES = HEADER_BYTES + 8 * values.length;
const LAST_PIECE = Math.floor(FILE_BYTES / SUM_BYTES);

/** A file of `values` in some dtype and order, kept. */
async function keep(name: string, body: Uint8Array, change: (header: string) => string = (header) => header): Promise<NpyFile> {
  const npyPath = join(folder, `${name}.npy`);
  const header = change(Buffer.from(encodeNpyHeader([ROWS, COLUMNS])).toString('latin1'));
  const bytes = Buffer.concat([Buffer.from(header, 'latin1'), body]);
  await writeFile(npyPath, bytes);
  const sums = new PieceSums();
  sums.push(bytes);
  return { shape: [ROWS, COLUMNS], npyPath, kept: { of: `array ${name}`, sums: sums.finish() } };
}

const bytesOf = (data: Float64Array | Float32Array | BigInt64Array) =>
  new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength);
const plain = await keep('plain', bytesOf(values));
const others = [
  await keep('swapped', Buffer.from(bytesOf(values.slice())).swap64(), (header) => header.replace('<f8', '>f8')),
  await keep('single', bytesOf(Float32Array.from(values)), (header) => header.replace('<f8', '<f4')),
  await keep('whole', bytesOf(BigInt64Array.from(values, BigInt)), (header) => header.replace('<f8', '<i8')),
  // An odd header, so that no element begins where a piece does.
  await keep('odd', bytesOf(values), (header) =>
    header.replace(/ {3}\n/, '\n').replace(String.fromCharCode(HEADER_BYTES - 10), String.fromCharCode(HEADER_BYTES - 13)),
  ),
];
const fortran = await keep(
  'fortran',
  bytesOf(Float64Array.from(values, (_, i) => (i % ROWS) * COLUMNS + Math.floor(i / ROWS))),
  (header) => header.replace('False, ', 'True,  '),
);
const all = [plain, ...others, fortran];
for (const { npyPath } of all) await copyFile(npyPath, `${npyPath}.good`);

beforeEach(async () => {
  for (const { npyPath } of all) await copyFile(`${npyPath}.good`, npyPath);
});

/** Reads until it ends or fails: what came, and the error. */
async function drain<Piece>(pieces: AsyncIterable<Piece>): Promise<{ pieces: Piece[]; error?: unknown }> {
  const found: Piece[] = [];
  try {
    for await (const piece of pieces) found.push(structuredClone(piece));
    return { pieces: found };
  } catch (error) {
    return { pieces: found, error };
  }
}

const bytePieces = async ({ npyPath, kept }: NpyFile) => drain(filePieces(await open(npyPath), kept!.sums!.bytes, { kept }));

test('what is as it was written is read, all of it and any rows', async () => {
  for (const file of all) {
    assert.deepEqual((await loadValue(file)).data, values);
    for (const [start, stop] of [
      [0, 0],
      [0, 1],
      [436, 438],
      [400, 900],
      [1000, ROWS],
      [ROWS, ROWS],
    ] as const)
      assert.deepEqual((await readNpyFile(file, [start, stop])).data, values.slice(start * COLUMNS, stop * COLUMNS));
  }
});

test('pieces are those of the file, wherever elements begin', async () => {
  for (const file of [plain, others[3]!]) {
    const { pieces, error } = await drain(valuePieces(file));
    assert.equal(error, undefined);
    assert.deepEqual(
      pieces.flatMap((piece) => [...piece]),
      [...values],
    );
    const read = await bytePieces(file);
    assert.deepEqual(Buffer.concat(read.pieces), await readFile(file.npyPath));
  }
});

const last = (file: NpyFile) => file.kept!.sums!.bytes - 1;

test('a flipped bit anywhere is damage, whatever the dtype', async () => {
  // The highest bit makes a whole number that float64 cannot hold, which is no reason to say that.
  for (const file of all)
    for (const position of [0, 8, 30, HEADER_BYTES, SUM_BYTES - 1, SUM_BYTES, last(file)])
      for (const bit of [0, 6]) {
        await flipBit(file.npyPath, position, bit);
        await assert.rejects(loadValue(file), damaged(file.kept!.of), `${file.kept!.of}, bit ${bit} of byte ${position}`);
        await flipBit(file.npyPath, position, bit);
      }
});

test('so is one in the header that makes another valid one', async () => {
  await flipBit(plain.npyPath, 21, 1);
  assert.match(await readFile(plain.npyPath, 'latin1'), /'>f8'/);
  for (const rows of [undefined, [1000, 1001], [5, 2]] as const)
    await assert.rejects(readNpyFile(plain, rows), damaged('array plain'));
});

test('rows are read if their own pieces are whole', async () => {
  const rowAt = (piece: number) => Math.ceil((piece * SUM_BYTES - HEADER_BYTES) / (8 * COLUMNS));
  await flipBit(plain.npyPath, SUM_BYTES + 1000);
  const [start, stop] = [rowAt(1), rowAt(2) - 1];
  assert.deepEqual((await readNpyFile(plain, [0, start - 1])).data, values.slice(0, (start - 1) * COLUMNS));
  assert.deepEqual((await readNpyFile(plain, [stop + 1, ROWS])).data, values.slice((stop + 1) * COLUMNS));
  for (const rows of [
    [start - 1, start],
    [start, start + 1],
    [stop - 1, stop],
    [stop, stop + 1],
    [0, ROWS],
  ] as const)
    await assert.rejects(readNpyFile(plain, rows), damaged('array plain'), String(rows));
});

test('pieces before a damaged one come, and then its error', async () => {
  for (const [position, whole] of [
    [20, 0],
    [HEADER_BYTES, 0],
    [SUM_BYTES, 1],
    [FILE_BYTES - 1, LAST_PIECE],
  ] as const) {
    await flipBit(plain.npyPath, position);
    const elements = await drain(valuePieces(plain));
    assert.deepEqual(
      elements.pieces.flatMap((piece) => [...piece]),
      [...values.subarray(0, whole === 0 ? 0 : (whole * SUM_BYTES - HEADER_BYTES) / 8)],
    );
    assert.ok(damaged('array plain')(elements.error), String(elements.error));
    const bytes = await bytePieces(plain);
    assert.equal(Buffer.concat(bytes.pieces).length, whole * SUM_BYTES);
    assert.ok(damaged('array plain')(bytes.error), String(bytes.error));
    await flipBit(plain.npyPath, position);
  }
});

const DAMAGE: Record<string, (path: string) => Promise<unknown>> = {
  'a byte is missing': (path) => cutShort(path),
  'half is missing': (path) => cutShort(path, FILE_BYTES / 2),
  'everything is missing': (path) => cutShort(path, FILE_BYTES),
  'a byte is too many': (path) => writeFile(path, 'x', { flag: 'a' }),
  'the file is missing': (path) => rm(path),
  'another array is in its place': (path) => copyFile(others[0]!.npyPath, path),
};

for (const [what, damage] of Object.entries(DAMAGE))
  test(`${what}: no reader hands anything on`, async () => {
    await damage(plain.npyPath);
    for (const read of [() => loadValue(plain), () => readNpyFile(plain, [0, 1])])
      await assert.rejects(read, damaged('array plain'));
    const { pieces, error } = await drain(valuePieces(plain));
    assert.deepEqual([pieces.length, damaged('array plain')(error)], [0, true]);
    if (what === 'the file is missing') return;
    const bytes = await bytePieces(plain);
    assert.deepEqual([bytes.pieces.length, damaged('array plain')(bytes.error)], [0, true]);
  });

test('a file of an earlier version is read unchecked, and is damaged where it is no array any more', async () => {
  const old: NpyFile = { ...plain, kept: { of: 'array old' } };
  await flipBit(plain.npyPath, FILE_BYTES - 1);
  assert.equal((await loadValue(old)).data.length, values.length);
  await cutShort(plain.npyPath);
  await assert.rejects(loadValue(old), damaged('array old'));
  const bytes = await drain(filePieces(await open(plain.npyPath), FILE_BYTES, { kept: old.kept }));
  assert.ok(damaged('array old')(bytes.error));
});
