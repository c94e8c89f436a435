import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { type Member, zip } from '../../support/zip.ts';

type Bytes = Uint8Array;

const DESCRS = [
  "'<f8'",
  "'>f8'",
  "'<f4'",
  "'>i2'",
  "'|u1'",
  "'|b1'",
  "'<f2'",
  "'<i8'",
  "'>u8'",
  "'|O'",
  "'<c16'",
  "'<U4'",
  "'f8'",
  "'|V8'",
  "''",
  "[('a', '<f8')]",
  '(',
  "'<f99999999999'",
];
const SHAPES = [
  '(2, 2)',
  '(4,)',
  '()',
  '(0,)',
  '(0, 9007199254740991)',
  '(-1,)',
  '(-2, -2)',
  '(9007199254740993,)',
  '(4294967296, 4294967296)',
  '(2147483648, 4)',
  '(1073741824,)',
  '(1,1,1,1,1,1,1,1)',
  '(1,1,1,1,1,1,1,1,1)',
  '(1e3,)',
  '(0x10,)',
  '(1.5,)',
  '(True,)',
  `(${'9'.repeat(300)},)`,
  '('.repeat(3000),
  '(4 ,',
  '[4]',
  '4',
  '(1, 4, )',
  '(٤,)',
  '(2**62,)',
];
const PICKLE = Buffer.from(
  '\x80\x04\x95\x1d\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94\x8c\x06system\x94\x93\x94\x8c\x04true\x94\x85\x94R\x94.',
  'latin1',
);
const BODIES = [
  Buffer.alloc(32),
  Buffer.alloc(0),
  Buffer.alloc(31),
  Buffer.alloc(33),
  PICKLE,
  Buffer.alloc(32, 0xff),
  Buffer.from(Float64Array.of(Number.NaN, Infinity, -0, 5e-324).buffer),
  Buffer.alloc(70_000),
];

/** .npy files whose headers lie, and whose bodies are not what these say. */
export const hostileNpy: fc.Arbitrary<Bytes> = fc
  .record({
    descr: fc.oneof({ weight: 3, arbitrary: fc.constant("'<f8'") }, { weight: 2, arbitrary: fc.constantFrom(...DESCRS) }),
    fortran: fc.constantFrom('False', 'True', 'False', 'true', '1', 'exit()'),
    shape: fc.oneof({ weight: 1, arbitrary: fc.constant('(2, 2)') }, { weight: 2, arbitrary: fc.constantFrom(...SHAPES) }),
    extra: fc.constantFrom('', '', '', ", 'shape': (1,)", ", '__proto__': 1", ', ', '\0', `, 'x': '${'x'.repeat(66_000)}'`),
    version: fc.constantFrom(1, 1, 1, 2, 3, 0, 4, 255),
    headerLie: fc.constantFrom<number | undefined>(undefined, undefined, undefined, 0, 1, 0xffff, 0x7fffffff, 0xffffffff),
    body: fc.constantFrom(...BODIES),
  })
  .chain(({ descr, fortran, shape, extra, version, headerLie, body }) => {
    const literal = Buffer.from(`{'descr': ${descr}, 'fortran_order': ${fortran}, 'shape': ${shape}${extra}}\n`);
    const wide = version > 1;
    const length = Buffer.alloc(wide ? 4 : 2);
    const told = headerLie ?? literal.length;
    if (wide) length.writeUInt32LE(told);
    else length.writeUInt16LE(told & 0xffff);
    return damaged(Buffer.concat([Buffer.from('\x93NUMPY', 'latin1'), Buffer.of(version, 0), length, literal, body]), 0.3);
  });

/** The file with a few bytes changed, cut or repeated, in a share of cases. */
function damaged(bytes: Bytes, share: number): fc.Arbitrary<Bytes> {
  const where = fc.nat(Math.max(0, bytes.length - 1));
  const flips = fc.array(fc.tuple(where, fc.nat(255)), { minLength: 1, maxLength: 4 }).map((changes) => {
    const copy = Uint8Array.from(bytes);
    for (const [at, value] of changes) copy[at] = value;
    return copy as Bytes;
  });
  const cuts = where.map((length) => bytes.subarray(0, length));
  const repeats = where.map((at) => Buffer.concat([bytes, bytes.subarray(at)]) as Bytes);
  return fc.oneof(
    { weight: Math.round(100 * (1 - share)), arbitrary: fc.constant(bytes) },
    { weight: Math.round(100 * share), arbitrary: fc.oneof(flips, cuts, repeats) },
  );
}

/** .npz files that lie, made of the members of one that was exported. */
export function hostileNpz(members: readonly Member[], whole: Bytes): fc.Arbitrary<Bytes> {
  const bomb = { name: 'points.x.npy', method: 8, bytes: Buffer.alloc(2 ** 21) };
  const names = [
    '../../../evil.npy',
    '/etc/passwd',
    'C:\\evil.npy',
    'weights.npy\0.txt',
    '__proto__.npy',
    'constructor',
    '',
    'model.json/',
    'MODEL.JSON',
    'x'.repeat(60_000),
    '\ud800',
  ];
  const lies = fc.oneof<fc.Arbitrary<Partial<Member>>[]>(
    fc.constantFrom(...names).map((name) => ({ name })),
    fc.constantFrom(0, 1, 2 ** 32 - 2, 2 ** 31).map((declared) => ({ declared })),
    fc.constantFrom(0, 2 ** 31, 2 ** 32 - 1, 3).map((offset) => ({ offset })),
    fc.constantFrom(0, 0xffffffff).map((crc) => ({ crc })),
    fc.constantFrom(8, 12, 14, 99).map((method) => ({ method })),
    fc.constant({ encrypted: true }),
    fc.constant({ wide: true }),
    fc.constantFrom(2 ** 40, Number.MAX_SAFE_INTEGER).map((declared) => ({ declared, wide: true })),
    fc.constantFrom(2 ** 40, Number.MAX_SAFE_INTEGER).map((offset) => ({ offset, wide: true })),
    hostileNpy.map((bytes) => ({ bytes })),
    fc
      .constantFrom('{}', '[', 'null', '['.repeat(200_000), '{"__proto__":1}', '1e999')
      .map((text) => ({ bytes: Buffer.from(text) })),
    fc.constant({ method: 8, bytes: bomb.bytes }),
    fc.constant({ method: 8, bytes: bomb.bytes, declared: 100 }),
  );
  const lying = fc.tuple(fc.nat(members.length - 1), lies, fc.boolean()).map(
    ([at, lie, wide]) =>
      zip(
        members.map((member, index) => (index === at ? { ...member, ...lie } : member)),
        { wide },
      ) as Bytes,
  );
  const others = fc
    .constantFrom<(() => Bytes)[]>(
      () => zip([...members, members[0]!]),
      () => zip([...members, bomb]),
      () => zip([...members].reverse()),
      () => zip([]),
      () => zip(members.slice(1)),
      () => zip(Array.from({ length: 3000 }, (_, index) => ({ name: `${index}.npy`, bytes: Buffer.alloc(0) }))),
      () => Buffer.concat([deflateRawSync(Buffer.alloc(2 ** 20)), whole]),
      () => Buffer.concat([whole, Buffer.alloc(70_000)]),
    )
    .map((make) => make());
  // What model.json says, text for text.
  const json = members.findIndex(({ name }) => name === 'model.json');
  const text = Buffer.from(members[json]!.bytes).toString();
  const retold = fc
    .tuple(
      fc.constantFrom(...[...text.matchAll(/-?\d+(?:\.\d+)?(?:e-?\d+)?|true|"[\w.]+"/g)]),
      fc.constantFrom(
        '0',
        '1',
        '2',
        '-1',
        '1e308',
        '1e-320',
        '9007199254740991',
        '0.5',
        'null',
        '[]',
        '{}',
        '"cholesky"',
        '"nystrom"',
        '"hypernetwork"',
        'true',
        '"abs"',
      ),
    )
    .map(([{ index, 0: found }, other]) => text.slice(0, index) + other + text.slice(index + found.length))
    .map(
      (other) => zip(members.map((member, index) => (index === json ? { ...member, bytes: Buffer.from(other) } : member))) as Bytes,
    );
  return fc.oneof(
    { weight: 4, arbitrary: lying },
    { weight: 1, arbitrary: others },
    { weight: 4, arbitrary: retold },
    { weight: 4, arbitrary: damaged(whole, 0.99) },
    { weight: 2, arbitrary: lying.chain((bytes) => damaged(bytes, 0.8)) },
  );
}
