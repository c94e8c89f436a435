import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { isHypertangentError } from '../../src/errors.ts';
import { BACKEND_NAMES } from '../../src/linalg/backend-names.ts';
import { chooseBackend } from '../../src/linalg/choose.ts';
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
