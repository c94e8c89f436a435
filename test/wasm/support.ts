import assert from 'node:assert/strict';
import { beforeEach, describe } from 'node:test';
import { ENGINE_BUILDS, type EngineBuild } from '../../src/wasm/builds.ts';
import { createEngine, type Engine } from '../../src/wasm/engine.ts';

export const engine = createEngine();

export const BUILDS = Object.keys(ENGINE_BUILDS) as EngineBuild[];

/** Tests with an engine of each build, emptied before each. */
export function withEachBuild(tests: (engine: Engine, put: (values: Float64Array) => number) => void): void {
  for (const build of BUILDS) {
    describe(`${build} build`, () => {
      const engine = createEngine(build);
      beforeEach(() => engine.reset());
      tests(engine, (values) => putInto(engine, values));
    });
  }
}

/** Repeatable numbers in (−1, 1). */
export function numbers(count: number, seed = 1): Float64Array {
  let state = seed * 2654435761 + 12345;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** The byte offset of a copy of `values`. */
export const put = (values: Float64Array) => putInto(engine, values);

function putInto(engine: Engine, values: Float64Array): number {
  const offset = engine.allocate(values.length);
  engine.view(offset, values.length).set(values);
  return offset;
}

/** Where the entries stand that belong to a matrix with padding between its rows. */
export function entries(rows: number, columns: number, ld: number, lower = false): Set<number> {
  const places = new Set<number>();
  for (let i = 0; i < rows; i++) for (let j = 0; j < (lower ? i + 1 : columns); j++) places.add(i * ld + j);
  return places;
}

/** Agreement to 1e-13 of the largest entry, where `inside`; nothing else has changed. */
export function assertMatrix(
  actual: Float64Array,
  expected: Float64Array,
  before: Float64Array,
  inside: Set<number>,
  what: string,
): void {
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  for (let k = 0; k < actual.length; k++) {
    if (!inside.has(k)) assert.equal(actual[k], before[k], `${what}: entry ${k} is padding`);
    else
      assert.ok(Math.abs(actual[k]! - expected[k]!) <= 1e-13 * largest, `${what}: entry ${k} is ${actual[k]}, not ${expected[k]}`);
  }
}
