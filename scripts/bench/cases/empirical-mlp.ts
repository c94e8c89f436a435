import { layerSizes } from '../../../src/empirical/networks/layer-sizes.ts';
import { writeNumbers } from '../data.ts';
import { race } from '../measure.ts';
import { checkSameWeights, inputs, jaxSides, networkMeans, networkSide, reluMlp, writeWeights } from '../networks.ts';
import { type Bench, type Row, row } from './case.ts';

/** Three hidden layers. */
const DEPTH = 4;
const NETWORKS = 4;
/** How far the means of two times {@link NETWORKS} networks may lie apart, relatively; widths of 2048 differ by some percent. */
const NOISE = 0.3;
const LABELS = { structured: 'JAX, structured', jacobian: 'JAX, Jacobian' };

interface Size {
  points: number;
  dimension: number;
  width: number;
}

/** Empirical NTKs of some wide ReLU networks, drawn in every repeat. */
export async function empiricalMlp(bench: Bench): Promise<Row[]> {
  const { engines, peers, repeats, quick } = bench;
  const { backend, means } = await networkMeans(engines);
  const small = await settingOf(bench, { points: 7, dimension: 10, width: 48 });
  const weights = await writeWeights(bench.folder, 'mlp-weights', small.parameters.sizes, means.normals);
  await checkSameWeights(small.request, means, peers, 'mlp', { ...small.parameters, weights });

  const size = quick ? { points: 10, dimension: 20, width: 64 } : { points: 64, dimension: 784, width: 2048 };
  const { request, parameters } = await settingOf(bench, size);
  const jax = { ...parameters, networks: NETWORKS };
  const medians = await race<'ours' | keyof typeof LABELS>(
    { ours: networkSide(request, means, NETWORKS), ...jaxSides(peers, 'mlp', { structured: jax, jacobian: jax }) },
    repeats,
    quick ? 1 : NOISE,
  );
  const sides = { case: 'empirical-mlp', unit: 's', tensors: medians.ours! } as const;
  const work = `empirical NTK, mlp ${size.points} × ${size.dimension}, 3 × ${size.width}, ${NETWORKS} networks, ${backend}`;
  const best = Math.min(medians.structured ?? Infinity, medians.jacobian ?? Infinity);
  const rows = (['structured', 'jacobian'] as const).flatMap((method) => {
    const value = medians[method];
    if (value === undefined) return [];
    return [row({ ...sides, work, peer: { name: LABELS[method], value }, target: value === best ? '≤ 1.0' : null })];
  });
  return rows.length > 0 ? rows : [row({ ...sides, work })];
}

async function settingOf({ folder }: Bench, { points, dimension, width }: Size) {
  const architecture = reluMlp(DEPTH, width);
  const x = inputs(points, dimension, 11);
  return {
    request: { architecture, points: { x } },
    parameters: {
      x: await writeNumbers(folder, `mlp-points-${points}`, x),
      sizes: layerSizes(architecture, dimension, 1, '/architecture'),
    },
  };
}
