import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { DEPTHS, ORDERS, powerCounting, theorem } from '../../scripts/reproduction/theorem1/cases.ts';
import { networksOf } from '../../scripts/reproduction/theorem1/measure.ts';
import { parseTheorem1Options } from '../../scripts/reproduction/theorem1/options.ts';
import { fitPowerLaw, median, rootMeanSquare } from '../../scripts/reproduction/theorem1/power-law.ts';
import { theorem1 } from '../../scripts/reproduction/theorem1/theorem1.ts';

test('a power law is found, and how sure it is', () => {
  const widths = [64, 128, 256, 512];
  const exact = fitPowerLaw(
    widths,
    widths.map((n) => 3 * n ** -1.5),
  );
  assert.ok(Math.abs(exact.exponent + 1.5) < 1e-12 && exact.error < 1e-12);
  // Residuals ±0.1 about the mean of log y: their sum of squares is 0.04, that of log n 5·log²2.
  const rough = fitPowerLaw(
    widths,
    [0.1, -0.1, -0.1, 0.1].map((value) => Math.exp(value)),
  );
  assert.ok(Math.abs(rough.exponent) < 1e-12);
  assert.ok(Math.abs(rough.error - Math.sqrt(0.04 / 2 / (5 * Math.LN2 ** 2))) < 1e-12);
});

test('medians and root mean squares', () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.equal(rootMeanSquare([1, -7]), 5);
});

test('counting powers gives Theorem 1 for pieces that are linear, as long as the term is there', () => {
  for (const depth of DEPTHS)
    for (const order of ORDERS)
      assert.equal(powerCounting('relu-relu', depth, order, 4), theorem(depth, order), `${depth}, ${order}`);
  assert.equal(powerCounting('relu-relu', 1, 4, 3), null);
  const exponents = (pair: 'erf-erf' | 'erf-relu', depth: number) =>
    ORDERS.map((order) => powerCounting(pair, depth, order, 3)! + 0);
  assert.deepEqual(exponents('erf-relu', 1), [0, -1, -1, -2]);
  assert.deepEqual(exponents('erf-relu', 2), [0, 0, -1, -1]);
  assert.deepEqual(exponents('erf-erf', 1), [0, -1, -1, -2]);
  assert.deepEqual(exponents('erf-erf', 2), [0, 0, 0, 0]);
});

test('narrow networks are more', () => {
  const measurement = { widths: [64, 512, 1024], networks: 10, pairs: [], depth: 3 };
  assert.deepEqual(
    measurement.widths.map((width) => networksOf(width, measurement)),
    [40, 20, 10],
  );
});

test('options', () => {
  const { widths, fitFrom, backend } = parseTheorem1Options(['--quick']);
  assert.deepEqual({ widths, fitFrom, backend }, { widths: [64, 128, 256, 512], fitFrom: 128, backend: 'wasm' });
  assert.deepEqual(parseTheorem1Options([]).widths, [64, 128, 256, 512, 1024, 2048]);
  assert.throws(() => parseTheorem1Options(['--widths', '64,128']), {
    message: 'an exponent takes 3 widths, but 1 are from --fit-from on',
  });
});

test('a small run writes its table, numbers and picture', { timeout: 120_000 }, async () => {
  const output = await mkdtemp(join(tmpdir(), 'theorem1-'));
  try {
    const args = [
      '--widths',
      '64,128,256',
      '--fit-from',
      '64',
      '--networks',
      '40',
      '--activations',
      'relu-relu',
      '--output',
      output,
    ];
    await theorem1(parseTheorem1Options(args));
    const text = await readFile(join(output, 'theorem1.md'), 'utf8');
    assert.match(text, /^\| H = 1, Theorem 1 \| 0 \| −1 \| −2 \| −3 \|$/m);
    assert.match(text, /^\| H = 1, counting powers \| 0 \| −1 \| −2 \| K = 0 \|$/m);
    const measured = /^\| H = 1, measured \| (\S+) ± \S+ \| (\S+) ± \S+ \| (\S+) ± \S+ \| K = 0 \|$/m.exec(text)!;
    const exponents = measured.slice(1).map((exponent) => Number(exponent.replace('−', '-')));
    for (const [k, exponent] of exponents.entries()) assert.ok(Math.abs(exponent + k) < 0.7, `${exponent} is not near ${-k}`);
    assert.match(text, /^\| H = 2, widest over n → ∞ \| \d+\.\d\d \| \d+\.\d\d \| limit 0 \| limit 0 \|$/m);
    const lines = (await readFile(join(output, 'theorem1.csv'), 'utf8')).trimEnd().split('\n');
    assert.equal(lines.length, 17);
    assert.match(lines[0]!, /^f,g,H,r,theorem,power_counting,median_exponent,.*,rms_n256,median_limit$/);
    assert.ok(lines.every((line) => line.split(',').length === lines[0]!.split(',').length));
    const picture = await readFile(join(output, 'theorem1.svg'), 'utf8');
    assert.equal(picture.match(/stroke-dasharray/g)!.length, 15);
  } finally {
    await rm(output, { recursive: true });
  }
});
