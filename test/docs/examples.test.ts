import assert from 'node:assert/strict';
import { parseKeys } from '../../src/access/key-list.ts';
import { TestService } from '../support/service.ts';
import type { Run } from './support/shell.ts';
import { testPage } from './support/test-page.ts';

const service = await TestService.start({ tensors: 'cpu' });
const { url } = service;
const json = ({ stdout }: Run) => JSON.parse(stdout);

testPage(
  'docs/finite-networks.md',
  {
    curl(run) {
      const { ntk } = json(run).kernels as { ntk: { analytic: number[][]; z: number[][] } };
      assert.ok(Math.abs(ntk.analytic[0]![0]! - 0.9375) < 1e-12);
      assert.ok(ntk.z.flat().every((z) => Math.abs(z) < 5));
    },
  },
  { url },
);

testPage(
  'docs/trainings.md',
  {
    curl(run) {
      const { curve, final } = json(run) as { curve: { train_loss: number }[]; final: { train_loss: number } };
      assert.ok(final.train_loss < 0.05 * curve[0]!.train_loss, `${final.train_loss} after ${curve[0]!.train_loss}`);
    },
  },
  { url },
);

testPage(
  'docs/operations.md',
  {
    async curl(run) {
      const { id } = json(run);
      assert.match(id, /^[0-9a-f-]{36}$/);
      // However often it is sent.
      const { json: again } = await service.post(
        '/v1/regressions',
        { architecture: { type: 'mlp', depth: 3, activation: { name: 'relu' } }, train: { x: [[1, 0], [0.6, 0.8]], y: [1, 2] } }, // biome-ignore format: one line
        { 'idempotency-key': 'fit-7e2c' },
      );
      assert.equal(again.id, id);
    },
  },
  { url },
);

testPage(
  'docs/regression.md',
  {
    'conjugate gradients'(run) {
      const { solver, certificate } = json(run);
      assert.equal(solver, 'conjugate_gradients');
      assert.ok(certificate.exact_residual <= 1e-8);
    },
    search(run) {
      const { best, trials } = json(run);
      assert.equal(trials[0].score, best.score);
      assert.ok(trials.length >= 6);
    },
  },
  { url },
);

testPage('docs/access.md', {
  key({ stdout }) {
    const [entry] = parseKeys(`[${/\{.*\}/.exec(stdout)![0]}]`, 'the list');
    assert.deepEqual([entry?.name, entry?.scopes], ['alice', ['compute']]);
  },
});

testPage(
  'docs/verifications.md',
  {
    verify({ stdout }) {
      for (const output of ['nngp', 'ntk', 'nngp_hyper', 'ntk_hyper', 'ntk_primary'])
        assert.match(stdout, new RegExp(`^ +${output} `, 'm'));
      assert.match(stdout, /^passed: no deviation beyond chance/m);
    },
  },
  { environment: { HYPERTANGENT_TENSORS: 'wasm', HYPERTANGENT_THREADS: '1' } },
);
