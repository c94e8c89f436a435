import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { uncontrolled } from '../../../src/control.ts';
import { isHypertangentError } from '../../../src/errors.ts';
import type { Scorer } from '../../../src/regression/search/criterion.ts';
import { type SearchPlan, search } from '../../../src/regression/search/search.ts';
import type { Space } from '../../../src/regression/search/space.ts';
import { hypernetwork, mlp, RELU } from '../../reference/cases.ts';

const base = { architecture: mlp(2, RELU), kernel: 'ntk' as const, ridge: 0.1 };
const space: Space = { depth: [2, 3, 4], weightStd: [1, 2], biasStd: [0, 0.5], ridge: [1, 0.01, 0.1] };

/** Smallest at depth 3, weight_std 2, bias_std 0.5 and ridge 0.1; counts how often it is asked. */
function bowl(): Scorer & { asked: number } {
  return {
    asked: 0,
    async score({ architecture }, ridges) {
      this.asked++;
      assert.ok(architecture.type === 'mlp');
      const { depth, weightStd, biasStd } = architecture;
      const rest = (depth - 3) ** 2 + ((weightStd as number) - 2) ** 2 + (biasStd - 0.5) ** 2;
      return ridges.map((ridge) => rest + (Math.log10(ridge) + 1) ** 2);
    },
  };
}

const plan = (rest: Partial<SearchPlan> = {}): SearchPlan => ({
  base,
  space,
  strategy: 'grid',
  mostCandidates: 1000,
  mostSeconds: 1000,
  seed: 0,
  ...rest,
});
const BEST = { depth: 3, weightStd: 2, biasStd: 0.5, ridge: 0.1 };

describe('the strategy grid', () => {
  test('tries every combination once, ridges together', async () => {
    const scorer = bowl();
    const { trials, best, complete } = await search(plan(), scorer, uncontrolled);
    assert.deepEqual([trials.length, scorer.asked, complete], [36, 12, true]);
    assert.equal(new Set(trials.map(({ settings }) => JSON.stringify(settings))).size, 36);
    assert.deepEqual(trials[best]!.settings, BEST);
    assert.equal(trials[best]!.score, 0);
    assert.deepEqual(trials[best]!.choice.architecture, { ...base.architecture, depth: 3, weightStd: 2, biasStd: 0.5 });
  });

  test('ends with its budget, in an order that the seed decides', async () => {
    const run = async (seed: number) => search(plan({ mostCandidates: 7, seed }), bowl(), uncontrolled);
    const first = await run(1);
    assert.deepEqual([first.trials.length, first.complete], [9, false]);
    const settings = ({ trials }: typeof first) => trials.map((trial) => trial.settings);
    assert.deepEqual(settings(await run(1)), settings(first));
    assert.notDeepEqual(settings(await run(2)), settings(first));
    assert.equal((await search(plan({ mostSeconds: 0 }), bowl(), uncontrolled)).trials.length, 0);
  });
});

describe('the strategy descent', () => {
  test('finds the best of a bowl with fewer kernels', async () => {
    const scorer = bowl();
    const { trials, best, complete } = await search(plan({ strategy: 'descent' }), scorer, uncontrolled);
    assert.ok(complete && scorer.asked < 12, `${scorer.asked}`);
    assert.deepEqual(trials[best]!.settings, BEST);
  });

  test('also where some cannot be solved', async () => {
    const scorer: Scorer = {
      score: async ({ architecture: { type }, kernel }, ridges) => ridges.map(() => (type && kernel === 'ntk' ? Number.NaN : 1)),
    };
    const found = await search(plan({ space: { kernel: ['ntk', 'nngp'] }, strategy: 'descent' }), scorer, uncontrolled);
    assert.deepEqual(found.trials[found.best]!.settings, { kernel: 'nngp' });
    const none = await search(plan({ space: { kernel: ['ntk'] }, strategy: 'descent' }), scorer, uncontrolled);
    assert.equal(none.best, -1);
  });
});

describe('spaces', () => {
  test('settings of f and g alone stand above those of both', async () => {
    const network = hypernetwork(mlp(2, RELU), mlp(2, RELU), { kind: 'fourier_limit', lengthScale: 1 });
    const wide: Space = {
      depth: [5],
      primaryDepth: [3],
      activation: [{ name: 'erf' }],
      hyperActivation: [{ name: 'sin' }],
      lengthScale: [4],
    };
    const scorer: Scorer = { score: async (_, ridges) => ridges.map(() => 1) };
    const base = { architecture: network, kernel: 'ntk' as const, ridge: 1 };
    const { trials } = await search(plan({ base, space: wide }), scorer, uncontrolled);
    assert.deepEqual(trials[0]!.choice.architecture, {
      ...network,
      hyper: mlp(5, { name: 'sin' }),
      primary: mlp(3, { name: 'erf' }),
      coordinateFeatures: { kind: 'fourier_limit', lengthScale: 4 },
    });
    assert.equal(trials[0]!.ridge, 1);
  });

  test('a setting that the architecture does not have is refused, and a space that is too large', async () => {
    const many = Array.from({ length: 100 }, (_, k) => k + 1);
    const cases: [path: string, Partial<SearchPlan>][] = [
      ['/space/length_scale', { space: { lengthScale: [1] } }],
      ['/space/hyper_depth', { space: { hyperDepth: [1] } }],
      [
        '/space/length_scale',
        { base: { ...base, architecture: hypernetwork(mlp(1, RELU), mlp(1, RELU)) }, space: { lengthScale: [1] } },
      ],
      ['/space', { space: { depth: many, weightStd: many, biasStd: many } }],
    ];
    for (const [path, rest] of cases)
      await assert.rejects(
        search(plan(rest), bowl(), uncontrolled),
        (error) => isHypertangentError(error, 'invalid_value') && error.details.path === path,
      );
  });
});
