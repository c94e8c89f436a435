import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertMatrix, entries, numbers, withEachBuild } from './support.ts';

/** Around the register block (4), the cache blocks (128 rows, 256 terms, 512 columns), and several of them. */
const SIZES: readonly (readonly [m: number, n: number, k: number])[] = [
  ...[0, 1, 2, 3, 4, 5, 7, 8, 9].flatMap((m) => [1, 3, 4, 5].flatMap((n) => [0, 1, 2, 3, 5].map((k) => [m, n, k] as const))),
  [3, 0, 2],
  [127, 5, 255],
  [128, 4, 256],
  [129, 6, 257],
  [5, 511, 3],
  [4, 512, 9],
  [6, 513, 2],
  [261, 1030, 515],
];

const KINDS = ['gemmNT', 'gemmNN', 'gemmTN'] as const;

withEachBuild((engine, put) => {
  for (const kind of KINDS) {
    test(`${kind} agrees with plain loops at all sizes, with padded rows`, () => {
      for (const [m, n, k] of SIZES) {
        for (const [alpha, beta] of [
          [1, 0],
          [-0.7, 1],
          [0.3, -1.5],
        ] as const) {
          engine.reset();
          const lda = (kind === 'gemmTN' ? m : k) + 3;
          const ldb = (kind === 'gemmNT' ? k : n) + 1;
          const ldc = n + 2;
          const a = numbers((kind === 'gemmTN' ? k : m) * lda, 1);
          const b = numbers((kind === 'gemmNT' ? n : k) * ldb, 2);
          const before = numbers(m * ldc, 3);
          const aAt = (i: number, p: number) => (kind === 'gemmTN' ? a[p * lda + i]! : a[i * lda + p]!);
          const bAt = (p: number, j: number) => (kind === 'gemmNT' ? b[j * ldb + p]! : b[p * ldb + j]!);
          const expected = before.slice();
          const inside = entries(m, n, ldc);
          if (m * n * k > 1e7) for (const place of [...inside].filter((p) => p % 97 !== 0)) inside.delete(place);
          for (const place of inside) {
            let sum = 0;
            for (let p = 0; p < k; p++) sum += aAt(Math.floor(place / ldc), p) * bAt(p, place % ldc);
            expected[place] = alpha * sum + beta * before[place]!;
          }
          const c = put(before);
          engine[kind](m, n, k, put(a), lda, put(b), ldb, c, ldc, alpha, beta);
          const actual = engine.view(c, before.length);
          if (m * n * k > 1e7) for (const place of entries(m, n, ldc)) if (!inside.has(place)) actual[place] = before[place]!;
          assertMatrix(actual, expected, before, inside, `${m}×${n}×${k}, alpha ${alpha}, beta ${beta}`);
        }
      }
    });
  }

  test('with beta = 0 what C held does not matter', () => {
    const c = put(new Float64Array(12).fill(Number.NaN));
    engine.gemmNT(3, 4, 2, put(numbers(6)), 2, put(numbers(8)), 2, c, 4, 1, 0);
    assert.ok(engine.view(c, 12).every(Number.isFinite));
    engine.gemmNT(3, 4, 0, 0, 1, 0, 1, c, 4, 1, 0);
    assert.deepEqual(engine.view(c, 12), new Float64Array(12));
  });

  test('an entry does not depend on its place: rows and columns moved give the same bits', () => {
    const [m, n, k] = [135, 70, 300];
    const a = numbers(m * k, 4);
    const b = numbers(n * k, 5);
    const product = (rows: Float64Array, count: number, columns: Float64Array, width: number) => {
      engine.reset();
      const c = engine.allocate(count * width);
      engine.gemmNT(count, width, k, put(rows), k, put(columns), k, c, width, 1.5, 0);
      return engine.view(c, count * width).slice();
    };
    const whole = product(a, m, b, n);
    for (const [i, j] of [
      [1, 1],
      [3, 2],
      [130, 66],
    ] as const) {
      const part = product(a.subarray(i * k), m - i, b.subarray(j * k), n - j);
      for (let p = i; p < m; p++) {
        assert.deepEqual(part.subarray((p - i) * (n - j), (p - i + 1) * (n - j)), whole.subarray(p * n + j, (p + 1) * n));
      }
    }
  });

  test('syrkLower is the lower triangle of the product, bit for bit', () => {
    for (const n of [0, 1, 3, 4, 5, 127, 128, 129, 520]) {
      engine.reset();
      const k = 37;
      const before = numbers(n * (n + 1), 7);
      const a = put(numbers(n * k, 6));
      const full = put(before);
      const lower = put(before);
      engine.gemmNT(n, n, k, a, k, a, k, full, n + 1, -1, 1);
      engine.syrkLower(n, k, a, k, lower, n + 1, -1, 1);
      const inside = entries(n, n, n + 1, true);
      const [expected, actual] = [engine.view(full, before.length), engine.view(lower, before.length)];
      for (let p = 0; p < before.length; p++)
        assert.equal(actual[p], inside.has(p) ? expected[p] : before[p], `order ${n}, entry ${p}`);
    }
  });
});
