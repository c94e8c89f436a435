import { transposed } from '../nd-array.ts';
import type { NormalSource } from '../random/normals.ts';
import { RandomStream } from '../random/stream.ts';
import type { Parameterization } from './architecture.ts';
import type { Parameter } from './parameter.ts';

/** Of uniform numbers, beside a parameter's own: the first ones are those of Fourier features. */
const UNIFORMS = 2 ** 30;

/** Where a parameter starts, `[rows · columns]` in float32: the same for a seed everywhere. */
export async function initialValues(
  { shape: [rows, columns], stream, unitByUnit, spread }: Parameter,
  parameterization: Parameterization,
  seed: number,
  normals: NormalSource,
): Promise<Float32Array> {
  const count = rows * columns;
  const drawn =
    parameterization === 'ntk'
      ? await normals.fill({ seed, network: 0, stream }, 0, new Float32Array(count))
      : uniforms(seed, stream, count);
  const values = unitByUnit ? Float32Array.from(transposed(Float64Array.from(drawn), columns, rows)) : drawn;
  for (let column = 0; column < columns; column++) {
    const times = spread(column);
    if (times !== 1) for (let place = column; place < count; place += columns) values[place]! *= times;
  }
  return values;
}

/** Uniform with mean 0 and variance 1. */
function uniforms(seed: number, stream: number, count: number): Float32Array {
  const source = new RandomStream(seed, UNIFORMS + stream);
  return Float32Array.from({ length: count }, (_, index) => Math.sqrt(3) * (2 * source.uniform(index) - 1));
}
