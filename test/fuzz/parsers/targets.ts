import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { isHypertangentError } from '../../../src/errors.ts';
import { readModel } from '../../../src/http/translate/model.ts';
import { elementCount } from '../../../src/nd-array.ts';
import { decodeNpy } from '../../../src/store/npy/decode.ts';
import { encodeNpy } from '../../../src/store/npy/encode.ts';
import { IncomingNpy } from '../../../src/store/npy/incoming.ts';
import { readDirectory } from '../../../src/store/zip/directory.ts';
import { memberPieces } from '../../../src/store/zip/member.ts';
import { zip } from '../../support/zip.ts';
import { memoryFile } from '../memory-file.ts';
import { MODELS } from './models.ts';

/** A parser, and the laws that it keeps on any bytes. */
export interface ParserTarget {
  name: string;
  /** Source files whose coverage leads the search. */
  files: RegExp;
  corpus: Uint8Array[];
  words: string[];
  /** What it may allocate for so many bytes of input. */
  mostBytes(length: number): number;
  /** @throws AssertionError where a law is broken, and anything that a parser should not throw */
  run(bytes: Uint8Array): void | Promise<void>;
}

const GOLDEN = new URL('../../golden/npy/', import.meta.url);
const golden = readdirSync(GOLDEN).map((name) => new Uint8Array(readFileSync(new URL(name, GOLDEN))));
const HEADER_BYTES = 1 << 17;

/** The result, or undefined for what is refused in the right way. */
function refusable<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch (error) {
    if (!isHypertangentError(error)) throw error;
    assert.ok(error.message.length < 4000, `a message of ${error.message.length} characters`);
    JSON.stringify(error.toPlain());
    return undefined;
  }
}

const npy: ParserTarget = {
  name: 'npy',
  files: /src\/store\/npy\//,
  corpus: golden,
  words: [
    '\x93NUMPY\x01\x00',
    "'<f8'",
    "'>f4'",
    "'|b1'",
    "'<i8'",
    "'|O'",
    "'<f2'",
    'True',
    'False',
    '(2, 3)',
    '()',
    '(0,)',
    '(-1,)',
    '9007199254740993',
    '4294967296',
    '3L',
    '{',
    '}',
    "'shape': ",
    "'descr': ",
    "'fortran_order': ",
    ',',
    '\0',
    ' '.repeat(64),
    "'__proto__': 1",
  ],
  // Eight bytes for each of one, twice in Fortran order; scratch space; the prefix of an upload.
  mostBytes: (length) => 20 * length + 4 * HEADER_BYTES,
  run(bytes) {
    const array = refusable(() => decodeNpy(bytes));
    const header = refusable(() => {
      const incoming = new IncomingNpy(bytes.length);
      for (let at = 0; at < bytes.length; at += 37) incoming.push(bytes.subarray(at, at + 37));
      return incoming.finish();
    });
    if (!array) return;
    assert.ok(header, 'what is read whole is taken in pieces');
    assert.deepEqual(header.shape, array.shape);
    assert.equal(array.data.length, elementCount(array.shape));
    const again = decodeNpy(encodeNpy(array));
    assert.deepEqual(again.shape, array.shape);
    assert.ok(Buffer.from(again.data.buffer).equals(Buffer.from(array.data.buffer)), 'what is written is read again');
  },
};

const text = (size: number) => Buffer.from('npz '.repeat(size));
const zips = [
  zip([{ name: 'a.npy', bytes: golden[0]! }]),
  zip([
    { name: 'a.npy', bytes: golden[1]!, method: 8 },
    { name: 'model.json', bytes: Buffer.from('{}') },
  ]),
  zip([{ name: 'a', bytes: text(3), wide: true }], { wide: true }),
  zip(
    [
      { name: 'a', bytes: text(500), method: 8 },
      { name: 'b', bytes: text(0) },
    ],
    { wide: true },
  ),
  zip([]),
];

const npz: ParserTarget = {
  name: 'npz',
  files: /src\/store\/zip\//,
  corpus: zips,
  words: [
    'PK\x01\x02',
    'PK\x03\x04',
    'PK\x05\x06',
    'PK\x06\x06',
    'PK\x06\x07',
    '\xff\xff\xff\xff',
    '\xff\xff',
    '\x01\x00\x18\x00',
    '\x08\x00',
    '\0\0\0\0\0\0\0\0',
    'model.json',
    '../',
    '\0',
  ],
  mostBytes: (length) => 64 * length + 2 ** 21,
  async run(bytes) {
    const file = memoryFile(bytes);
    const refused = (error: unknown) => {
      refusable(() => {
        throw error;
      });
      return undefined;
    };
    const members = await readDirectory(file).catch(refused);
    for (const member of [...(members?.values() ?? [])].slice(0, 20)) {
      assert.ok(member.offset + member.compressedBytes <= bytes.length, 'a member is within the file');
      let received = 0;
      try {
        for await (const piece of memberPieces(file, member)) received += piece.length;
      } catch (error) {
        refused(error);
        continue;
      }
      assert.equal(received, member.bytes, 'a member is as long as it says');
    }
  },
};

const model: ParserTarget = {
  name: 'model',
  files: /src\/http\/translate\/(model|regression|architecture)/,
  corpus: MODELS.map((value) => Buffer.from(JSON.stringify(value))),
  words: [
    '{',
    '}',
    '[',
    ']',
    ',',
    'null',
    'true',
    '-1',
    '0',
    '1',
    '2',
    '3',
    '0.5',
    '1e308',
    '1e999',
    '9007199254740991',
    '"cholesky"',
    '"full_grid"',
    '"subsets"',
    '"nystrom"',
    '"conjugate_gradients"',
    '"__proto__":{},',
    '"pairing":"grid",',
    '"certificate":{},',
    '"parts":[],',
    '"pivots":[[0,0]],',
    '"gradient_flow":true,',
    '"hypernetwork"',
    '"mlp"',
    '"points.z":[1,1],',
    '"weight_std":[1,2],',
    '\\ud800',
  ],
  mostBytes: (length) => 64 * length + 2 ** 22,
  run(bytes) {
    const plan = refusable(() => readModel(Buffer.from(bytes).toString()));
    if (!plan) return;
    for (const [name, { shape }] of plan.arrays) assert.ok(elementCount(shape) >= 0 && name.length > 0);
    const { summary, regression } = plan.build((name) => ({ shape: plan.arrays.get(name)!.shape, npyPath: name }));
    assert.equal(summary.solver, regression.solver);
  },
};

export const TARGETS: readonly ParserTarget[] = [npy, npz, model];
