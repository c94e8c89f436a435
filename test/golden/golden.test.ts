import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { ActivationSpec } from '../../src/kernels/activations/activation.ts';
import type { CoordinateFeatures, KernelOutput } from '../../src/kernels/architecture.ts';
import { hypernetwork, kernelsOf, largestEntry, mlp, outputsOf, paired, toMatrix } from '../reference/cases.ts';
import type { Rows } from '../reference/naive-kernels.ts';

interface MlpCase {
  activation: string;
  /** The negative slope of leaky_relu, γ of rbf. */
  param: number | null;
  hidden_layers: number;
  weight_std: number;
  bias_std: number;
  x1: Rows;
  x2: Rows | null;
  nngp: Rows;
  ntk: Rows;
}

interface GoldenNetwork {
  depth: number;
  activation: { name: string; gain: number; negative_slope?: number };
}

type HyperkernelCase = Record<KernelOutput, Rows> & {
  hyper: GoldenNetwork;
  primary: GoldenNetwork;
  coordinate_features: 'none' | { kind: 'fourier_limit'; length_scale: number };
  x1: Rows;
  z1: Rows;
  x2: Rows | null;
  z2: Rows | null;
};

function readCases<Case>(file: string): Case[] {
  return JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')).cases;
}

describe('mlp: kernels written by neural-tangents in float64', () => {
  for (const golden of readCases<MlpCase>('mlp-neural-tangents.json')) {
    const { activation, param, hidden_layers, weight_std, bias_std, x1, x2 } = golden;
    const sets = x2 ? 'two sets' : 'one set';
    test(`${activation} ${param ?? ''}, ${hidden_layers} hidden, σ_w ${weight_std.toFixed(2)}, σ_b ${bias_std}, ${sets}`, async () => {
      const architecture = mlp(hidden_layers + 1, mlpActivation(golden), { weightStd: weight_std, biasStd: bias_std });
      const kernels = await kernelsOf(architecture, { x: toMatrix(x1) }, x2 ? { x: toMatrix(x2) } : undefined);
      const tolerance = { entry: 1e-11, parallel: 5e-7 };
      for (const output of ['nngp', 'ntk'] as const) assertAgrees(kernels[output], golden[output], x1, x2 ?? x1, tolerance, output);
    });
  }
});

function mlpActivation({ activation: name, param }: MlpCase): ActivationSpec {
  const spec: ActivationSpec = { name, gain: 1 };
  if (param === null) return spec;
  return name === 'rbf' ? { ...spec, gamma: param } : { ...spec, negativeSlope: param };
}

/** Bounds on the errors over the largest entry. */
interface Tolerance {
  entry: number;
  /** For equal and opposite rows, where the references take arccos near ±1 and lose half of their digits. */
  parallel: number;
}

function assertAgrees(actual: Rows, expected: Rows, rows: Rows, others: Rows, tolerance: Tolerance, output: string): void {
  assert.deepEqual([actual.length, actual[0]!.length], [expected.length, expected[0]!.length], `shape of ${output}`);
  const largest = largestEntry(expected);
  for (const [i, row] of rows.entries()) {
    for (const [j, other] of others.entries()) {
      const error = Math.abs(actual[i]![j]! - expected[i]![j]!) / largest;
      assert.ok(
        error < (areParallel(row, other) ? tolerance.parallel : tolerance.entry),
        `${output}[${i}, ${j}] is off by ${error}`,
      );
    }
  }
}

function areParallel(a: number[], b: number[]): boolean {
  return a.every((value, k) => value === b[k]) || a.every((value, k) => value === -b[k]!);
}

describe('hypernetwork: kernels of an independent float64 reference', () => {
  for (const golden of readCases<HyperkernelCase>('hyperkernel.json')) {
    const { hyper, primary, coordinate_features: features, x1, z1, x2, z2 } = golden;
    const names = `${hyper.activation.name} ${hyper.depth} + ${primary.activation.name} ${primary.depth}`;
    test(`${names}, ${features === 'none' ? 'z as it is' : 'Fourier limit'}, ${x2 ? 'two sets' : 'one set'}`, async () => {
      const architecture = hypernetwork(goldenMlp(hyper), goldenMlp(primary), coordinateFeatures(features));
      const others = x2 && z2 ? paired(x2, z2, 'rows') : undefined;
      const kernels = await kernelsOf(architecture, paired(x1, z1, 'rows'), others);
      const smooth = [hyper, primary].some(({ activation }) => activation.name === 'erf' || activation.name === 'tanh');
      const tolerance = { entry: smooth ? 1e-8 : 1e-12, parallel: 1e-8 };
      for (const output of outputsOf(architecture)) assertAgrees(kernels[output], golden[output], x1, x2 ?? x1, tolerance, output);
    });
  }
});

function goldenMlp({ depth, activation: { name, gain, negative_slope } }: GoldenNetwork) {
  const spec: ActivationSpec = { name, gain };
  return mlp(depth, negative_slope === undefined ? spec : { ...spec, negativeSlope: negative_slope });
}

function coordinateFeatures(features: HyperkernelCase['coordinate_features']): CoordinateFeatures {
  return features === 'none' ? { kind: 'none' } : { kind: 'fourier_limit', lengthScale: features.length_scale };
}
