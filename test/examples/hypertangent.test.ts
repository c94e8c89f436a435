import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { missingPython, runPython } from '../../scripts/lib/notebooks.ts';
import { testKey } from '../support/keys.ts';
import { testMissing } from '../support/required.ts';
import { TestService } from '../support/service.ts';

const missing = missingPython();
if (missing !== null) testMissing('notebooks', missing);
else
  test('hypertangent.py does what it says, against a service', async () => {
    const alice = testKey('alice', ['compute']);
    const [open, keyed] = await Promise.all([TestService.start({ tensors: 'cpu' }), TestService.start({ keys: [alice.entry] })]);
    const { exitCode, output } = await runPython([fileURLToPath(new URL('hypertangent_test.py', import.meta.url))], {
      HYPERTANGENT_URL: open.url,
      KEYED_URL: keyed.url,
      KEYED_KEY: alice.headers.authorization.replace('Bearer ', ''),
    });
    assert.equal(exitCode, 0, output);
    assert.match(output, /Ran [1-9]\d* tests[\s\S]*\nOK\n/);
  });
