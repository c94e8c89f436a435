import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type Activation, type ActivationSpec, createActivation } from '../../src/kernels/activations/index.ts';
import { ENGINE_ACTIVATIONS } from '../../src/wasm/engine.ts';
import { SPECS as ALL, momentsOf, scaledError } from '../kernels/activations/support.ts';
import { numbers, withEachBuild } from './support.ts';

type Name = keyof typeof ENGINE_ACTIVATIONS;

const SPECS = ALL.filter(({ name }) => name in ENGINE_ACTIVATIONS);
const TOLERANCE = 1e-14;

const code = ({ name }: ActivationSpec) => ENGINE_ACTIVATIONS[name as Name];
const parameter = (spec: ActivationSpec) => spec.negativeSlope ?? spec.gamma ?? 0;

interface Layer {
  weight: number;
  bias: number;
  /** Both or neither. */
  hasTangent: boolean;
}

/** A tile of pairs whose correlations cover (−1, 1), with parallel, opposite and zero points among them. */
function tile(rows: number, columns: number, seed: number) {
  const var1 = numbers(rows, seed).map((x) => 0.05 + 3 * x * x);
  const var2 = numbers(columns, seed + 1).map((x) => 0.05 + 3 * x * x);
  if (rows > 3) var1[3] = 0;
  if (columns > 5) var2[5] = 0;
  const rho = numbers(rows * columns, seed + 2).map((x, p) => [Math.cbrt(x), x, 1, -1, 1 - 1e-4 * x * x][p % 11] ?? x);
  const covariance = rho.map((x, p) => x * Math.sqrt(var1[Math.floor(p / columns)]!) * Math.sqrt(var2[p % columns]!));
  return { rows, columns, var1, var2, covariance, tangent: numbers(rows * columns, seed + 3) };
}

test('the registry has every activation with a formula', () => {
  assert.deepEqual(Object.keys(ENGINE_ACTIVATIONS), [...new Set(SPECS.map(({ name }) => name))]);
});

withEachBuild((engine, put) => {
  for (const spec of SPECS) {
    const activation = createActivation(spec);

    test(`${spec.name}: a layer agrees with the scalar recursion for every shape, with and without S and Θ`, () => {
      for (const [rows, columns] of [
        [0, 3],
        [1, 0],
        [1, 1],
        [2, 2],
        [3, 3],
        [5, 7],
        [4, 255],
        [4, 256],
        [4, 257],
        [7, 601],
      ] as const) {
        for (const hasGenerated of [false, true]) {
          for (const hasTangent of [false, true]) {
            engine.reset();
            const { var1, var2, covariance, tangent } = tile(rows, columns, 20 + rows);
            const generated = hasGenerated ? numbers(rows * columns, 31).map((x) => 1.2 + x) : null;
            const kernel = generated === null ? covariance : covariance.map((c, p) => c / generated[p]!);
            const layer: Layer = { weight: 1.7, bias: 0.2, hasTangent };
            const k = put(kernel);
            const t = hasTangent ? put(tangent) : 0;
            const s = generated === null ? 0 : put(generated);
            engine.propagateLayer(
              code(spec),
              parameter(spec),
              rows,
              columns,
              k,
              t,
              s,
              put(var1),
              put(var2),
              layer.weight,
              layer.bias,
            );
            for (let p = 0; p < rows * columns; p++) {
              const pair = { kernel: kernel[p]!, generated: generated?.[p] ?? 1, tangent: tangent[p]! };
              const [v1, v2] = [var1[Math.floor(p / columns)]!, var2[p % columns]!];
              const actual = { kernel: engine.view(k, p + 1)[p]!, tangent: hasTangent ? engine.view(t, p + 1)[p]! : 0 };
              assertPair(activation, layer, pair, v1, v2, actual, `${rows}×${columns}, S ${hasGenerated}, entry ${p}`);
            }
          }
        }
      }
    });

    test(`${spec.name}: an entry's bits do not depend on its place, on the order of its points, or on the kind of call`, () => {
      const { rows, columns, var1, var2, covariance, tangent } = tile(9, 261, 50);
      const run = (take: (i: number, j: number) => boolean) => {
        engine.reset();
        const keptRows = [...var1.keys()].filter((i) => take(i, -1));
        const keptColumns = [...var2.keys()].filter((j) => take(-1, j));
        const places = keptRows.flatMap((i) => keptColumns.map((j) => i * columns + j));
        const k = put(Float64Array.from(places, (p) => covariance[p]!));
        const t = put(Float64Array.from(places, (p) => tangent[p]!));
        const left = put(Float64Array.from(keptRows, (i) => var1[i]!));
        const right = put(Float64Array.from(keptColumns, (j) => var2[j]!));
        engine.propagateLayer(code(spec), parameter(spec), keptRows.length, keptColumns.length, k, t, 0, left, right, 1.3, 0.1);
        const result = new Map<number, [number, number]>();
        const [kernels, tangents] = [engine.view(k, places.length), engine.view(t, places.length)];
        for (const [q, p] of places.entries()) result.set(p, [kernels[q]!, tangents[q]!]);
        return result;
      };
      const whole = run(() => true);
      const part = run((i, j) => i % 2 !== 0 && j !== 0 && j !== 17);
      for (const [p, values] of part) assert.deepEqual(values, whole.get(p), `entry ${p} of a part`);

      for (const exchanged of [false, true]) {
        engine.reset();
        const k = put(covariance);
        const t = put(tangent);
        const v1 = put(covariance.map((_, p) => var1[Math.floor(p / columns)]!));
        const v2 = put(covariance.map((_, p) => var2[p % columns]!));
        const sides = exchanged ? ([v2, v1] as const) : ([v1, v2] as const);
        engine.propagateLayerFlat(code(spec), parameter(spec), rows * columns, k, t, 1, ...sides, 1.3, 0.1);
        const [kernels, tangents] = [engine.view(k, rows * columns), engine.view(t, rows * columns)];
        for (let p = 0; p < rows * columns; p++) assert.deepEqual([kernels[p], tangents[p]], whole.get(p), `entry ${p} of a list`);
      }
    });

    test(`${spec.name}: a list of pairs with one S for all agrees with the scalar recursion`, () => {
      for (const count of [0, 1, 2, 3, 255, 256, 257, 1000]) {
        engine.reset();
        const { var1, covariance, tangent, var2: first } = tile(count, 1, 70);
        const var2 = numbers(count, 71).map((x) => 0.1 + x * x);
        const kernel = covariance.map((c, p) => ((c / Math.sqrt(first[0]!)) * Math.sqrt(var2[p]!)) / 1.4);
        const layer: Layer = { weight: 0.8, bias: 0, hasTangent: true };
        const k = put(kernel);
        const t = put(tangent);
        engine.propagateLayerFlat(code(spec), parameter(spec), count, k, t, 1.4, put(var1), put(var2), layer.weight, layer.bias);
        for (let p = 0; p < count; p++) {
          const pair = { kernel: kernel[p]!, generated: 1.4, tangent: tangent[p]! };
          const actual = { kernel: engine.view(k, count)[p]!, tangent: engine.view(t, count)[p]! };
          assertPair(activation, layer, pair, var1[p]!, var2[p]!, actual, `entry ${p} of ${count}`);
        }
      }
    });
  }

  test('every regime agrees with the references of high precision', () => {
    const path = new URL('../golden/activations.json', import.meta.url);
    const { groups } = JSON.parse(readFileSync(path, 'utf8')) as {
      groups: { activation: { name: string; negative_slope?: number; gamma?: number }; pairs: [string, ...number[]][] }[];
    };
    for (const { activation: spec, pairs } of groups) {
      if (!(spec.name in ENGINE_ACTIVATIONS)) continue;
      engine.reset();
      const activation = createActivation({
        name: spec.name,
        ...(spec.negative_slope !== undefined && { negativeSlope: spec.negative_slope }),
        ...(spec.gamma !== undefined && { gamma: spec.gamma }),
      });
      const column = (index: number) => Float64Array.from(pairs, (pair) => pair[index] as number);
      const value = spec.negative_slope ?? spec.gamma ?? 0;
      const [k, v1, v2] = [put(column(1)), put(column(2)), put(column(3))];
      engine.propagateLayerFlat(ENGINE_ACTIVATIONS[spec.name as Name], value, pairs.length, k, 0, 1, v1, v2, 1, 0);
      const duals = engine.view(k, pairs.length).slice();
      const derivatives = slopes(ENGINE_ACTIVATIONS[spec.name as Name], value, { covariance: column(1), v1, v2 }, duals, column(5));
      for (const [p, [regime, cov12, var1, var2, dual, derivative]] of (pairs as [string, ...number[]][]).entries()) {
        const [q1, q2] = [activation.diagonal(var1!), activation.diagonal(var2!)];
        const where = `${JSON.stringify(spec)} ${regime} (${cov12}, ${var1}, ${var2})`;
        const dualError = scaledError(duals[p]!, dual!, q1.dual, q2.dual);
        assert.ok(dualError <= TOLERANCE, `dual off by ${dualError} at ${where}`);
        const slopeError = scaledError(derivatives[p]!, derivative!, q1.derivative, q2.derivative);
        assert.ok(slopeError <= TOLERANCE, `derivative off by ${slopeError} at ${where}`);
      }
    }
  });

  /** E[φ′φ′] out of Θ = K + E[φ′φ′]·scale, with a power of two so large beside K/`expected` that K leaves no trace. */
  function slopes(
    activation: number,
    value: number,
    pairs: { covariance: Float64Array; v1: number; v2: number },
    duals: Float64Array,
    expected: Float64Array,
  ): Float64Array {
    const scales = duals.map(
      (dual, p) => 2 ** Math.ceil(Math.log2(Math.abs(dual) + 1e-250) - Math.log2(Math.abs(expected[p]!) || 1) + 80),
    );
    const t = put(scales);
    engine.propagateLayerFlat(activation, value, duals.length, put(pairs.covariance), t, 1, pairs.v1, pairs.v2, 1, 0);
    return engine.view(t, duals.length).map((theta, p) => (theta === duals[p] ? 0 : theta / scales[p]!));
  }

  test('exactly parallel and opposite pairs, up to rounding, have the angles 0 and π', () => {
    for (const near of [1, 1 - 2 ** -51, 1 + 2 ** -52]) {
      engine.reset();
      const [k, v1, v2] = [
        put(Float64Array.of(0.6 * near, -0.6 * near, 0.5)),
        put(Float64Array.of(0.6, 0.6, 1)),
        put(Float64Array.of(0.6, 0.6, 1)),
      ];
      const t = put(Float64Array.of(1, 1, 1));
      engine.propagateLayerFlat(ENGINE_ACTIVATIONS.relu, 0, 3, k, t, 1, v1, v2, 2, 0);
      assert.deepEqual(engine.view(k, 2), Float64Array.of(0.6, 0));
      assert.deepEqual(engine.view(t, 2), Float64Array.of(1.6, 0));
    }
  });

  test('what is not a number stays visible in its own lane alone', () => {
    for (const spec of SPECS) {
      engine.reset();
      const k = put(Float64Array.of(0.3, 0.2));
      const reference = put(Float64Array.of(0.3, 0.2));
      const [var1, bad, var2] = [put(Float64Array.of(1, 1)), put(Float64Array.of(Number.NaN, 1)), put(Float64Array.of(1, 2))];
      engine.propagateLayerFlat(code(spec), parameter(spec), 2, k, 0, 1, bad, var2, 1, 0);
      engine.propagateLayerFlat(code(spec), parameter(spec), 2, reference, 0, 1, var1, var2, 1, 0);
      assert.equal(engine.view(k, 2)[1], engine.view(reference, 2)[1], spec.name);
      const scalar = momentsOf(createActivation(spec), 0.3, Number.NaN, 1).dual;
      assert.ok(Object.is(engine.view(k, 2)[0], scalar), `${spec.name}: ${engine.view(k, 2)[0]}, scalar ${scalar}`);
    }
  });
});

/** One entry against the scalar formulas; relu's and the others' moments each to the tolerance. */
function assertPair(
  activation: Activation,
  { weight, bias, hasTangent }: Layer,
  pair: { kernel: number; generated: number; tangent: number },
  v1: number,
  v2: number,
  actual: { kernel: number; tangent: number },
  where: string,
): void {
  const { dual, derivative } = momentsOf(activation, pair.generated * pair.kernel, v1, v2);
  const [q1, q2] = [activation.diagonal(v1), activation.diagonal(v2)];
  const kernel = weight * dual + bias;
  const kernelUnit = weight * Math.sqrt(q1.dual * q2.dual) + Math.abs(bias);
  assert.ok(Math.abs(actual.kernel - kernel) <= TOLERANCE * kernelUnit, `K is ${actual.kernel}, not ${kernel}: ${where}`);
  if (!hasTangent) return;
  const backward = weight * pair.generated * derivative;
  const tangentUnit = kernelUnit + weight * pair.generated * Math.sqrt(q1.derivative * q2.derivative) * Math.abs(pair.tangent);
  const tangent = kernel + backward * pair.tangent;
  assert.ok(Math.abs(actual.tangent - tangent) <= TOLERANCE * tangentUnit, `Θ is ${actual.tangent}, not ${tangent}: ${where}`);
}
