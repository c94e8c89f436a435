import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { CORE_TYPE_VARIABLE, coreTypeFor, withCoreType } from '../../src/linalg/backends/openblas/core-type.ts';

const cpu = (flags: string) => `processor\t: 0\nmodel name\t: A CPU\nflags\t\t: fpu sse2 ${flags}\n\nprocessor\t: 1\n`;

describe('OpenBLAS kernels for a CPU', () => {
  test('by what it can do', () => {
    assert.equal(coreTypeFor(cpu('fma avx2 avx512f avx512dq avx512bw avx512vl')), 'SkylakeX');
    assert.equal(coreTypeFor(cpu('fma avx avx2')), 'Haswell');
  });

  test('AVX-512 without its 256-bit and byte parts is not enough', () => {
    assert.equal(coreTypeFor(cpu('fma avx2 avx512f avx512cd avx512er')), 'Haswell');
  });

  test('elsewhere the library decides', () => {
    for (const text of ['', cpu('avx'), cpu('avx2'), 'Features\t: fp asimd sve\n']) assert.equal(coreTypeFor(text), undefined);
  });
});

describe('the choice while the library loads', () => {
  const before = process.env[CORE_TYPE_VARIABLE];
  afterEach(() => {
    if (before === undefined) delete process.env[CORE_TYPE_VARIABLE];
    else process.env[CORE_TYPE_VARIABLE] = before;
  });

  test("the user's stands", () => {
    process.env[CORE_TYPE_VARIABLE] = 'Nehalem';
    assert.equal(
      withCoreType(() => process.env[CORE_TYPE_VARIABLE]),
      'Nehalem',
    );
    assert.equal(process.env[CORE_TYPE_VARIABLE], 'Nehalem');
  });

  test('ours is gone afterwards, failed or not', () => {
    delete process.env[CORE_TYPE_VARIABLE];
    withCoreType(() => {});
    assert.throws(() =>
      withCoreType(() => {
        throw new Error('no library');
      }),
    );
    assert.equal(process.env[CORE_TYPE_VARIABLE], undefined);
  });
});
