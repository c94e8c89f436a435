import { availableParallelism } from 'node:os';
import { LocalNormals } from '../../../src/engine/local-normals.ts';
import type { NormalSource } from '../../../src/random/normals.ts';
import { sharedBuffer } from '../../../src/threads/shared.ts';
import { race, timed } from '../measure.ts';
import { type Bench, type Row, row } from './case.ts';

/** One layer of one network after the other. */
const ADDRESS = { seed: 1, stream: 0 };

/** Standard normal float32 numbers, as random networks take them for weights, into memory that was written before. */
export async function normals({ engines, peers, repeats, quick }: Bench): Promise<Row[]> {
  const count = quick ? 300_000 : 100_000_000;
  const out = new Float32Array(sharedBuffer(4 * count));
  let network = 0;
  // Every engine makes the same numbers in the same way.
  const [engine] = engines.names;
  const side = (source: NormalSource) => () => timed(() => source.fill({ ...ADDRESS, network: network++ }, 0, out));
  const medians = await race<'one' | 'all' | 'numpy' | 'jax'>(
    {
      one: side(new LocalNormals()),
      ...peers.side('numpy', 'normals', { count }),
      all: side(engines.get(engine!).normals),
      ...peers.side('jax', 'normals', { count }),
    },
    repeats,
  );
  const work = `${count.toExponential().replace('e+', '·10^')} normal numbers`;
  const peer = (name: string, value: number | undefined) => (value === undefined ? null : { name, value });
  return [
    row({ case: 'normals', work: `${work}, 1 thread`, unit: 's', wasm: medians.one!, peer: peer('NumPy', medians.numpy) }),
    row({
      case: 'normals',
      work: `${work}, ${availableParallelism()} threads`,
      unit: 's',
      wasm: medians.all!,
      peer: peer('JAX', medians.jax),
    }),
  ];
}
