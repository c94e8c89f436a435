import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TestService } from '../support/service.ts';
import { readPage } from './support/pages.ts';
import { testPage } from './support/test-page.ts';

const service = await TestService.start();

testPage(
  'README.md',
  {
    curl({ stdout }) {
      const { kernels } = JSON.parse(stdout) as { kernels: Record<string, number[][]> };
      assert.ok(Math.abs(kernels.ntk![0]![0]! - 1.5) < 1e-12);
      assert.equal(kernels.nngp!.length, 2);
    },
    python({ stdout }) {
      const [mean, variance] = stdout.match(/[\d.e-]+/g)!.map(Number);
      assert.ok(Math.abs(mean! - 0.0625) < 0.01, `the prediction at 0.25 is ${mean}`);
      assert.ok(variance! > 0 && variance! < 0.1, `its variance is ${variance}`);
    },
  },
  { url: service.url },
);

test('the front page stays one', () => {
  assert.ok(readPage('README.md').split('\n').length <= 200);
});
