import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { blocksOf, ROOT, readPage } from './support/pages.ts';

const PAGE = 'docs/contributing.md';
const { scripts } = JSON.parse(readPage('package.json')) as { scripts: Record<string, string> };

test('the commands of the set-up are there', () => {
  const [setUp] = blocksOf(PAGE);
  const commands = setUp!.text
    .trim()
    .split('\n')
    .map((line) => line.split('#')[0]!.trim().split(' '));
  assert.ok(commands.length >= 4);
  for (const [program, ...args] of commands) {
    if (program === 'npm') assert.ok(scripts[args[1]!], args.join(' '));
    else for (const path of [program!, ...args]) assert.ok(existsSync(ROOT + path), path);
  }
});

/** Names in the steps, and the file that each is in. */
const NAMES: Record<string, string> = {
  REGISTRY: 'src/kernels/activations/index.ts',
  closedForm: 'src/kernels/activations/closed-form.ts',
  quadratureActivation: 'src/kernels/activations/quadrature/quadrature-activation.ts',
  ENGINE_ACTIVATIONS: 'src/wasm/engine.ts',
  ACTIVATIONS: 'test/reference/cases.ts',
  SPECS: 'test/kernels/activations/support.ts',
  LinalgBackend: 'src/linalg/backend.ts',
  OFFERS: 'src/linalg/choose.ts',
  backendConformance: 'test/linalg/conformance.ts',
  PACKAGE_OWNERS: 'test/architecture.test.ts',
  TensorOffer: 'src/empirical/backends/offer.ts',
  TENSOR_BACKEND_NAMES: 'src/empirical/backends/tensor-backend.ts',
  COMPARED: 'src/empirical/backends/tensor-choice.ts',
  tensorConformance: 'test/empirical/backends/conformance.ts',
  Workload: 'src/jobs/estimate/workload.ts',
  HypertangentError: 'src/errors.ts',
  TestService: 'test/support/service.ts',
};

for (const [name, file] of Object.entries(NAMES))
  test(`${name} is where the steps look for it`, () => {
    assert.ok(readPage(PAGE).includes(name));
    assert.match(readPage(file), new RegExp(`(const|function|interface|type|class) ${name}\\b`));
  });
