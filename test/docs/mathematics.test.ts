import assert from 'node:assert/strict';
import { TestService } from '../support/service.ts';
import type { Run } from './support/shell.ts';
import { testPage } from './support/test-page.ts';

const service = await TestService.start({ tensors: 'cpu' });

const numbers = (text: string) => text.match(/-?\d+(\.\d+)?(e[-+]?\d+)?/g)!.map(Number);

/** Every number that is printed is a difference of at most so much. */
const within = (most: number, count: number) => (run: Run) => {
  const printed = numbers(run.stdout.replaceAll(/'[^']*'/g, ''));
  assert.equal(printed.length, count, run.stdout);
  for (const value of printed) assert.ok(Math.abs(value) <= most, run.stdout);
};

testPage(
  'docs/mathematics.md',
  {
    recursion: within(1e-7, 2),
    activations({ stdout }) {
      const lines = stdout.trim().split('\n');
      assert.equal(lines.length, 9);
      for (const line of lines) {
        const [name, ...differences] = line.split(' ');
        const [dual, derivative, servedDual, servedDerivative] = differences.map(Number);
        // What has a kink is integrated in steps of the angle.
        const kinked = /relu|abs/.test(name!);
        assert.ok(dual! < (kinked ? 1e-7 : 1e-12) && derivative! < (kinked ? 1e-3 : 1e-12), line);
        assert.ok(servedDual! < 1e-13 && servedDerivative! < 1e-13, line);
      }
    },
    hypernetwork: within(1e-7, 5),
    fourier({ stdout }) {
      const [limit, finite] = numbers(stdout);
      assert.ok(limit! < 1e-15 && finite! > 1e-5 && finite! < 0.01, stdout);
    },
    'the factor S'({ stdout }) {
      const [right, wrong, mean, error] = numbers(stdout);
      assert.ok(Math.abs(right! - 0.2188) < 5e-5 && Math.abs(wrong! - 0.82) < 5e-4, stdout);
      // Finite widths leave a bias of some percent.
      assert.ok(Math.abs(mean! - right!) < 0.1 && mean! + 10 * error! < wrong!, stdout);
    },
    regression: within(1e-10, 6),
  },
  { url: service.url },
);
