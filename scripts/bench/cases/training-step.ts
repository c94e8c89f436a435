import { missingBackend } from '../../../src/empirical/backends/open.ts';
import type { TensorBackendName } from '../../../src/empirical/backends/tensor-backend.ts';
import { race } from '../measure.ts';
import { jaxTraining, type Setting, settingOf, type TrainingSize, withOwnTraining } from '../trainings.ts';
import { type Bench, type Row, row } from './case.ts';

/** Steps of a round: as many as a training takes before it looks at their losses. */
const STEPS = 16;
/** Of losses in float32, which drift apart as rounding does. */
const AGREEMENT = 1e-4;
const BACKENDS: readonly TensorBackendName[] = ['tensorflow', 'wasm'];

const FULL: TrainingSize = { image: 784, coordinate: 784, classes: 12, hyper: [4, 200], primary: [3, 100], batch: 100 };
const SMALL: TrainingSize = { image: 20, coordinate: 30, classes: 12, hyper: [4, 16], primary: [3, 10], batch: 10 };

/** A step of the hypernetwork that tells by how much an image was rotated: SGD on the cross-entropy, each point with its own x. */
export async function trainingStep(bench: Bench): Promise<Row[]> {
  const setting = await settingOf(bench, bench.quick ? SMALL : FULL, STEPS);
  const { hyper, primary, batch } = setting.size;
  const work = `training step, f ${hyper.join(' × ')}, g ${primary.join(' × ')}, batch ${batch}`;
  const floor = await floorOf(bench, setting);
  const rows: Row[] = [];
  for (const backend of BACKENDS) {
    const missing = missingBackend(backend);
    if (missing !== null) {
      console.error(`Without ${backend}: ${missing}`);
      continue;
    }
    const jaxSide = await jaxTraining(setting, bench.peers);
    const medians = await withOwnTraining(setting, backend, (ours) =>
      race<'ours' | 'jax'>({ ours, ...jaxSide }, bench.repeats, AGREEMENT),
    );
    const { jax } = medians;
    rows.push(
      row({
        case: 'training-step',
        work: `${work}, ${backend}`,
        unit: 's',
        [backend === 'wasm' ? 'wasm' : 'tensors']: medians.ours! / STEPS,
        peer: jax === undefined ? null : { name: 'JAX', value: jax / STEPS },
        floor: backend === 'wasm' ? null : floor,
        target: '≤ 1.25',
      }),
    );
  }
  return rows;
}

/**
 * Products at the rate of float32, and what goes through memory one after the other: of f's output layer its weights, forth,
 * back and moved, and its gradient; of g's weights, which each image has of its own, what they are and what their gradient is.
 */
async function floorOf({ rates }: Bench, { network, size: { batch } }: Setting): Promise<number | null> {
  const { gemm, copy } = await rates();
  if (gemm.openblas === null) return null;
  const { flops, parameters } = network;
  const [outputInputs, generated] = parameters.at(-1)!.shape;
  const operations = 3 * batch * (flops.image + flops.point);
  const bytes = 4 * (5 * outputInputs * generated + 6 * batch * generated);
  return operations / (2e9 * gemm.openblas.all) + bytes / (1e9 * copy);
}
