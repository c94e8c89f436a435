import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEngine } from '../../src/engine/create-engine.ts';
import { loadBlas } from '../../src/linalg/backends/openblas/load.ts';
import { testMissing } from '../support/required.ts';

const blas = await loadBlas().catch(() => null);

if (blas?.setThreads === undefined) testMissing('openblas', 'there is no OpenBLAS whose threads can be set');
else
  test('OpenBLAS has the threads of the engine from the start, not only after the first large kernel', async () => {
    for (const threads of [1, 2]) {
      blas.setThreads!(3 - threads);
      const { close } = await createEngine({ linalg: 'openblas', threads });
      assert.equal(blas.threads!(), threads);
      await close();
    }
  });
