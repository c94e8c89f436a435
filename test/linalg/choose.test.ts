import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { isHypertangentError } from '../../src/errors.ts';
import type { LinalgBackend } from '../../src/linalg/backend.ts';
import { BACKEND_NAMES } from '../../src/linalg/backend-names.ts';
import { TensorFlowBackend } from '../../src/linalg/backends/tensorflow/backend.ts';
import { CPU_LIMITS } from '../../src/linalg/backends/tensorflow/limits.ts';
import { chooseBackend } from '../../src/linalg/choose.ts';
import { preferredGpu } from '../../src/linalg/preferred-gpu.ts';
import type { TensorFlowBinding } from '../../src/tensorflow/binding.ts';
import { testPool } from '../support/pool.ts';

const pool = testPool();

describe('the choice of a backend', () => {
  const before = process.env.HYPERTANGENT_BLAS;
  afterEach(() => {
    if (before === undefined) delete process.env.HYPERTANGENT_BLAS;
    else process.env.HYPERTANGENT_BLAS = before;
  });

  test('auto always finds one, and says why', async () => {
    const { backend, reason } = await chooseBackend('auto', pool);
    assert.match(reason, new RegExp(`auto takes ${backend.name} \\(.+\\)$`));
  });

  test('a name gives that one or an error that names the variable', async () => {
    for (const name of BACKEND_NAMES) {
      if (name === 'auto') continue;
      try {
        const { backend, reason } = await chooseBackend(name, pool);
        assert.equal(backend.name, name);
        assert.match(reason, /, as asked$/);
      } catch (error) {
        assert.ok(isHypertangentError(error, 'invalid_value'), String(error));
        assert.deepEqual([error.details.path, error.details.received], ['HYPERTANGENT_LINALG', name]);
        assert.match(error.message, new RegExp(`^HYPERTANGENT_LINALG=${name} cannot be had: no ${name}: .`));
        assert.notEqual(name, 'reference');
      }
    }
  });

  test('a library that is named and unusable is an error, not another backend', async () => {
    process.env.HYPERTANGENT_BLAS = '/nowhere/libblas.so';
    for (const name of ['auto', 'openblas'] as const) {
      await assert.rejects(chooseBackend(name, pool), (error) => {
        assert.ok(isHypertangentError(error, 'invalid_value'));
        assert.equal(error.details.path, 'HYPERTANGENT_BLAS');
        return true;
      });
    }
    assert.equal((await chooseBackend('reference', pool)).backend.name, 'reference');
  });
});

describe('a GPU', () => {
  const never = () => Promise.reject(new Error('it was loaded'));
  const opened = (seconds: number, accelerator = true) => {
    const backend = Object.assign(new TensorFlowBackend({} as TensorFlowBinding, CPU_LIMITS), productTaking(seconds));
    const library = { backend, description: 'TensorFlow 0 (test)', accelerator };
    return async () => library;
  };
  const blas = productTaking(0.02) as LinalgBackend;

  test('is not looked for where none was seen at set-up, or where a BLAS library is named', async () => {
    assert.equal(await preferredGpu(blas, { tested: false, blasNamed: false, open: never }), null);
    assert.equal(await preferredGpu(blas, { tested: true, blasNamed: true, open: never }), null);
  });

  test('is taken where it is faster, or where there is no BLAS library', async () => {
    const fast = opened(0.001);
    const slow = opened(0.06);
    const surroundings = { tested: true, blasNamed: false };
    assert.equal(await preferredGpu(blas, { ...surroundings, open: fast }), await fast());
    assert.match(missingOf(await preferredGpu(blas, { ...surroundings, open: slow })), /\(test\) takes \d+\.\d times as long/);
    assert.equal(await preferredGpu(null, { ...surroundings, open: slow }), await slow());
    const { backend, reason } = await chooseBackend('auto', pool, { ...surroundings, open: fast });
    assert.equal(backend.name, 'tensorflow');
    assert.match(reason, /auto takes tensorflow \(TensorFlow 0 \(test\)\)$/);
  });

  test('that is not there, or does not work, is said and not taken', async () => {
    const surroundings = { tested: true, blasNamed: false };
    const cases = {
      'uses no GPU': opened(0, false),
      'does not load': async () => ({ missing: 'it does not load' }),
      'broken device': opened(-1),
    };
    for (const [words, open] of Object.entries(cases)) {
      assert.ok(missingOf(await preferredGpu(blas, { ...surroundings, open })).includes(words));
      const { backend, reason } = await chooseBackend('auto', pool, { ...surroundings, open });
      assert.notEqual(backend.name, 'tensorflow');
      assert.match(reason, /^no tensorflow: .+; auto takes/);
    }
  });
});

function missingOf(offer: Awaited<ReturnType<typeof preferredGpu>>): string {
  assert.ok(offer && 'missing' in offer);
  return offer.missing;
}

/** A backend whose products take so long; a negative time is a failure. */
function productTaking(seconds: number): Pick<LinalgBackend, 'gemm'> {
  return {
    gemm: async (a) => {
      if (seconds < 0) throw new Error('broken device');
      await new Promise((resolve) => setTimeout(resolve, 1000 * seconds));
      return a;
    },
  };
}
