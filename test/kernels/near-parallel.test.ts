import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { ActivationSpec } from '../../src/kernels/activations/activation.ts';
import { kernelsOf, mlp, toMatrix } from '../reference/cases.ts';

const KERNELS = ['nngp', 'ntk'] as const;

interface Golden {
  /** Of row i of x and row i of y, of x_i and of y_i with themselves. */
  cross: number[];
  left: number[];
  right: number[];
}

interface Case extends Record<(typeof KERNELS)[number], Golden> {
  activation: ActivationSpec;
  depth: number;
  biasStd: number;
}

interface Goldens {
  weightStd: number;
  pairs: [side: 'parallel' | 'opposite', regime: string, x: number[], y: number[]][];
  cases: Case[];
}

const goldens: Goldens = JSON.parse(readFileSync(new URL('../golden/near-parallel.json', import.meta.url), 'utf8'));

/**
 * Covariances are doubles: 1 − |ρ| is known to 1e-16 at best, hence θ = √(2(1 − |ρ|)) at 1 − |ρ| = 1e-12 to 1e-10
 * and no better. The NTK sees θ, the NNGP its square. Bounds are a few times the worst errors measured: 2e-14 and 6e-10.
 */
const TOLERANCE = { nngp: 1e-13, ntk: 1e-9 };
const DIAGONAL = 1e-14;

const x = goldens.pairs.map(([, , left]) => left);
const y = goldens.pairs.map(([, , , right]) => right);
const count = x.length;

for (const { activation, depth, biasStd, ...expected } of goldens.cases) {
  describe(`${activation.name}, depth ${depth}, bias std ${biasStd}: digits near parallel and opposite inputs`, async () => {
    const architecture = mlp(depth, activation, { weightStd: goldens.weightStd, biasStd });
    const cross = await kernelsOf(architecture, { x: toMatrix(x) }, { x: toMatrix(y) });
    const both = await kernelsOf(architecture, { x: toMatrix([...x, ...y]) });
    for (const kernel of KERNELS) {
      const { cross: pairs, left, right } = expected[kernel];

      test(`${kernel} between two sets`, () => check((i) => cross[kernel][i]![i]!));
      test(`${kernel} within one set`, () => check((i) => both[kernel][i]![count + i]!));

      test(`${kernel} of each point with itself`, () => {
        for (const [i, value] of [...left, ...right].entries()) {
          const error = Math.abs(both[kernel][i]![i]! / value - 1);
          assert.ok(error <= DIAGONAL, `off by ${error} at point ${i}`);
        }
      });

      function check(actual: (pair: number) => number): void {
        for (const [i, [side, regime]] of goldens.pairs.entries()) {
          const scale = side === 'parallel' ? Math.abs(pairs[i]!) : Math.sqrt(left[i]! * right[i]!);
          const error = Math.abs(actual(i) - pairs[i]!) / scale;
          assert.ok(error <= TOLERANCE[kernel], `off by ${error} at ${side}, ${regime}`);
        }
      }
    }
  });
}
