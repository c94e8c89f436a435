import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { type ErrorCode, isHypertangentError } from '../../src/errors.ts';
import { decodeNpy } from '../../src/store/npy/decode.ts';
import { encodeNpy } from '../../src/store/npy/encode.ts';
import { readNpyFile } from '../../src/store/npy/file.ts';
import { IncomingNpy } from '../../src/store/npy/incoming.ts';

/** A .npy file of any header text. */
function npy(literal: string, body: Uint8Array = new Uint8Array(0), version = 1): Uint8Array {
  const text = Buffer.from(literal, version === 3 ? 'utf8' : 'latin1');
  const prelude = Buffer.alloc(version === 1 ? 10 : 12);
  prelude.write('\x93NUMPY', 'latin1');
  prelude[6] = version;
  if (version === 1) prelude.writeUInt16LE(text.length, 8);
  else prelude.writeUInt32LE(text.length, 8);
  return Buffer.concat([prelude, text, body]);
}

const header = (shape: string, descr = "'<f8'") => `{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }`;

function assertRefused(bytes: Uint8Array, code: ErrorCode, message?: RegExp): void {
  assert.throws(
    () => decodeNpy(bytes),
    (error) => {
      assert.ok(isHypertangentError(error, code), String(error));
      if (message !== undefined) assert.match(error.message, message);
      assert.ok(error.message.length < 600, 'the message stays short');
      return true;
    },
  );
}

const UNUSUAL_BUT_VALID = [
  "{'shape': (2,), 'fortran_order': False, 'descr': '<f8'}",
  `{"descr":"<f8","fortran_order":False,"shape":(2,)}`,
  "\t{ 'descr' :'<f8' ,'fortran_order': False\n, 'shape': ( 2 , ) , } \n",
  "{'descr': '<f8', 'fortran_order': False, 'shape': (2L,), }",
];
for (const literal of UNUSUAL_BUT_VALID)
  test(`the header ${JSON.stringify(literal)} is understood`, () => {
    const body = new Uint8Array(Float64Array.of(1, 2).buffer);
    for (const version of [1, 2, 3])
      assert.deepEqual(decodeNpy(npy(literal, body, version)), { shape: [2], data: Float64Array.of(1, 2) });
  });

const MALFORMED: [name: string, literal: string, message: RegExp][] = [
  ['a negative length', header('(-1,)'), /non-negative integer/],
  ['a fractional length', header('(1.5,)'), /non-negative integer/],
  ['an exponent', header('(1e3,)'), /non-negative integer/],
  ['an underscore', header('(1_0,)'), /non-negative integer/],
  ['a leading zero', header('(010,)'), /non-negative integer/],
  ['a hexadecimal length', header('(0x10,)'), /non-negative integer/],
  ['a boolean length', header('(True,)'), /non-negative integer/],
  ['a shape that is a number', header('3'), /'\('/],
  ['a shape that is a number in parentheses', header('(3)'), /not a tuple/],
  ['a shape that is a list', header('[3]'), /'\('/],
  ['a lone comma', header('(,)'), /non-negative integer/],
  ['two commas', header('(3,,)'), /non-negative integer/],
  ['no comma', header('(3 4)'), /non-negative integer|','/],
  ['a length beyond 2^53', header('(9007199254740993,)'), /2\^53/],
  ['a length of 400 digits', header(`(${'9'.repeat(400)},)`), /2\^53/],
  ['a product beyond 2^53', header('(94906267, 94906267)'), /more elements/],
  ['an absurd product behind a zero', header('(0, 9007199254740991, 9007199254740991)'), /more elements/],
  ['nine axes', header('(1,1,1,1,1,1,1,1,1)'), /more than 8 axes/],
  ['a deeply nested shape', header('('.repeat(30_000)), /non-negative integer/],
  ['a huge shape without a body', header('(1000000, 1000000)'), /8000000000000 bytes, the body has 0/],
  ['a call', header('(__import__("os").system("true"),)'), /non-negative integer/],
  ['an expression', header('(2**62,)'), /where ',' or/],
  ['a call in place of a boolean', header('()').replace('False', 'exit()'), /True or False/],
  ['JSON', '{"descr":"<f8","fortran_order":false,"shape":[]}', /True or False/],
  ['an unknown key', `{'__proto__': '<f8', 'fortran_order': False, 'shape': ()}`, /unknown key "__proto__"/],
  ['an inherited key', `{'constructor': '<f8', 'fortran_order': False, 'shape': ()}`, /unknown key/],
  ['an extra key', header("(), 'x': 1"), /unknown key "x"/],
  ['a key twice', header("(), 'shape': ()"), /stands twice/],
  ['a missing key', "{'descr': '<f8', 'shape': ()}", /'fortran_order' is missing/],
  ['an empty dict', '{}', /'descr' is missing/],
  ['an empty header', '', /'\{'/],
  ['a lone comma in the dict', '{,}', /quoted string/],
  ['text after the dict', `${header('()')}; import os`, /the end/],
  ['a second dict', header('()') + header('()'), /the end/],
  ['an escape', header('()', "'\\x3cf8'"), /quoted string/],
  ['an unclosed string', "{'descr': '<f8", /quoted string/],
  ['a dtype without quotes', header('()', 'float'), /quoted string/],
  ['a null byte', header('(\0)'), /non-negative integer/],
  ['non-ASCII digits', header('(٣,)'), /non-negative integer/],
];
for (const [name, literal, message] of MALFORMED)
  test(`${name} in the header is refused`, () => assertRefused(npy(literal, new Uint8Array(0), 3), 'malformed_npy', message));

const UNSUPPORTED = [
  "'|O'",
  "'O'",
  "'<c16'",
  "'<U3'",
  "'|S8'",
  "'<M8[ns]'",
  "'<f16'",
  "'f8'",
  "'=f8'",
  "'<f3'",
  "'|f8'",
  "''",
  "'è'",
];
UNSUPPORTED.push("[('a', '<f8'), ('b', '<i4')]", "('<f8', (2,))", `${'['.repeat(60_000)}`, `'${'x'.repeat(60_000)}'`);
for (const descr of UNSUPPORTED)
  test(`dtype ${descr.slice(0, 30)} is refused, and what would do is said`, () => {
    assertRefused(npy(header('(2,)', descr)), 'unsupported_dtype', /Supported: .*<f8.*/);
  });

test('64-bit integers that would be rounded are refused', () => {
  const cases: [descr: string, value: bigint][] = [
    ['<i8', 2n ** 53n],
    ['<i8', -(2n ** 53n)],
    ['<i8', 2n ** 53n + 1n],
    ['<i8', -(2n ** 63n)],
    ['<u8', 2n ** 64n - 1n],
    ['<u8', 2n ** 53n + 1n],
  ];
  for (const [descr, value] of cases) {
    const body = new Uint8Array(BigUint64Array.of(0n, BigInt.asUintN(64, value)).buffer);
    assertRefused(npy(header('(2,)', `'${descr}'`), body), 'unsupported_dtype', /Element 1 .*2\^53/);
    const swapped = Buffer.from(body).swap64();
    assertRefused(npy(header('(2,)', `'>${descr.slice(1)}'`), swapped), 'unsupported_dtype', /Element 1 .*2\^53/);
  }
});

test('any byte but 0 is a true boolean', () => {
  assert.deepEqual([...decodeNpy(npy(header('(3,)', "'|b1'"), Uint8Array.of(0, 1, 200))).data], [0, 1, 1]);
});

test('a file cut after any byte is refused, in memory, in a stream and on disk', async () => {
  const whole = encodeNpy({ shape: [2, 3], data: Float64Array.of(1, 2, 3, 4, 5, 6) });
  const directory = await mkdtemp(join(tmpdir(), 'npy-'));
  try {
    for (let length = 0; length < whole.length; length++) {
      const cut = whole.subarray(0, length);
      assertRefused(cut, 'malformed_npy');
      const incoming = new IncomingNpy(1000);
      incoming.push(cut);
      assert.throws(() => incoming.finish(), isHypertangentError);
      if (length % 7 !== 0) continue;
      await writeFile(join(directory, 'cut.npy'), cut);
      await assert.rejects(readNpyFile(join(directory, 'cut.npy')), (error) => isHypertangentError(error, 'malformed_npy'));
    }
  } finally {
    await rm(directory, { recursive: true });
  }
});

test('a body of another length is refused with both lengths', () => {
  assertRefused(npy(header('(2,)'), new Uint8Array(15)), 'malformed_npy', /16 bytes, the body has 15/);
  assertRefused(npy(header('(2,)'), new Uint8Array(17)), 'malformed_npy', /16 bytes, the body has 17/);
});

test('a wrong magic string, version or header length is refused', () => {
  const good = npy(header('()'), new Uint8Array(8));
  assertRefused(Buffer.from('PK\x03\x04'), 'malformed_npy', /magic/);
  for (const [at, value] of [
    [0, 0x92],
    [6, 0],
    [6, 4],
    [7, 1],
  ] as const) {
    const bytes = Uint8Array.from(good);
    bytes[at] = value;
    assertRefused(bytes, 'malformed_npy', at === 0 ? /magic/ : /version/);
  }
  const beyond = Buffer.from(good);
  beyond.writeUInt16LE(5000, 8);
  assertRefused(beyond, 'malformed_npy', /within the header of 5010 bytes/);
  const enormous = Buffer.from(npy(header('()'), new Uint8Array(8), 2));
  enormous.writeUInt32LE(0xffff_ffff, 8);
  assertRefused(enormous, 'malformed_npy', /4294967295 bytes is longer/);
  assertRefused(
    Buffer.concat([npy('', new Uint8Array(0), 3).subarray(0, 8), Buffer.of(2, 0, 0, 0, 0xc3, 0x28)]),
    'malformed_npy',
    /UTF-8/,
  );
});

test('random bytes, and good files with random bytes in them, throw nothing but HypertangentError', () => {
  const harmless = (bytes: Uint8Array) => {
    try {
      decodeNpy(bytes);
    } catch (error) {
      assert.ok(isHypertangentError(error), String(error));
    }
  };
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), harmless));
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), fc.constantFrom(1, 2, 3), (text, version) =>
      harmless(npy(text, undefined, version)),
    ),
  );
  const good = encodeNpy({ shape: [2, 3], data: new Float64Array(6) });
  const changes = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(changes, (list) => {
      const bytes = Uint8Array.from(good);
      for (const [at, value] of list) bytes[at] = value;
      harmless(bytes);
    }),
    { numRuns: 2000 },
  );
});
