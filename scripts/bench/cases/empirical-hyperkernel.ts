import { layerSizes, parameterCount } from '../../../src/empirical/networks/layer-sizes.ts';
import type { Hypernetwork } from '../../../src/kernels/architecture.ts';
import { writeNumbers } from '../data.ts';
import { race } from '../measure.ts';
import { checkSameWeights, inputs, jaxSides, networkMeans, networkSide, reluMlp, writeWeights } from '../networks.ts';
import { type Bench, type Row, row } from './case.ts';

/** Of f and of g, as in the paper's Fig. 1. */
const DEPTH = 4;
const IMAGE_SIZE = 16;
const COORDINATES = 2;
/** Repeats that count at most: JAX takes long. */
const MOST_REPEATS = 2;
/** How far two single networks may lie apart, relatively: their kernels scatter by more than half of the mean. */
const NOISE = 4;
/** Numbers of one slice of JAX's Jacobian: some MB, which is fastest. */
const SLICE_NUMBERS = 2 ** 18;

interface Size {
  points: number;
  hyperWidth: number;
  primaryWidth: number;
}

/**
 * The empirical NTK of a hypernetwork by f's weights, 20 points with an x of each one's own: one network, drawn anew in
 * every repeat. Networks come one after the other on both sides, so that ten take ten times as long.
 */
export async function empiricalHyperkernel(bench: Bench): Promise<Row[]> {
  const { engines, peers, repeats, quick } = bench;
  const { backend, means } = await networkMeans(engines);
  const small = await settingOf(bench, { points: 5, hyperWidth: 24, primaryWidth: 16 });
  const weights = await writeWeights(bench.folder, 'hypernetwork-weights', small.parameters.sizes, means.normals);
  await checkSameWeights(small.request, means, peers, 'hypernetwork', { ...small.parameters, rows: small.rows, weights });

  const size = quick ? { points: 5, hyperWidth: 32, primaryWidth: 24 } : { points: 20, hyperWidth: 500, primaryWidth: 800 };
  const { request, parameters, rows } = await settingOf(bench, size);
  const jax = { ...parameters, networks: 1 };
  const medians = await race<'ours' | 'conditioned' | 'jacobian' | 'structured'>(
    {
      ours: networkSide(request, means, 1),
      conditioned: networkSide({ ...request, generatedWeights: 'conditioned' }, means, 1),
      ...jaxSides(peers, 'hypernetwork', { structured: jax, jacobian: { ...jax, rows } }),
    },
    Math.min(repeats, MOST_REPEATS),
    quick ? Infinity : NOISE,
  );
  const sides = { case: 'empirical-hyperkernel', unit: 's', tensors: medians.ours! } as const;
  const work = `empirical hyperkernel, ${size.points} points, f ${size.hyperWidth}, g ${size.primaryWidth} wide, each network, ${backend}`;
  const { jacobian, structured } = medians;
  const peer = jacobian === undefined ? null : { name: 'JAX, Jacobian', value: jacobian };
  return [
    row({ ...sides, work, peer, target: '≤ 0.10' }),
    row({ ...sides, tensors: medians.conditioned!, work: `${work}, conditioned weights`, peer, target: '≤ 0.10' }),
    ...(structured === undefined ? [] : [row({ ...sides, work, peer: { name: 'JAX, structured', value: structured } })]),
  ];
}

async function settingOf({ folder }: Bench, { points, hyperWidth, primaryWidth }: Size) {
  const [hyper, primary] = [reluMlp(DEPTH, hyperWidth), reluMlp(DEPTH, primaryWidth)];
  const architecture: Hypernetwork = { type: 'hypernetwork', hyper, primary, coordinateFeatures: { kind: 'none' } };
  const [x, z] = [inputs(points, IMAGE_SIZE, 12), inputs(points, COORDINATES, 13)];
  const primarySizes = layerSizes(primary, COORDINATES, 1, '/architecture/primary');
  const generated = parameterCount(primarySizes, false);
  return {
    request: { architecture, points: { x, z, pairing: 'rows' as const } },
    parameters: {
      x: await writeNumbers(folder, `hypernetwork-images-${points}-${hyperWidth}`, x),
      z: await writeNumbers(folder, `hypernetwork-coordinates-${points}-${hyperWidth}`, z),
      sizes: layerSizes(hyper, IMAGE_SIZE, generated, '/architecture/hyper'),
      primary_sizes: primarySizes,
    },
    rows: largestDivisor(generated, Math.max(1, Math.floor(SLICE_NUMBERS / (points * hyperWidth)))),
  };
}

function largestDivisor(number: number, most: number): number {
  for (let divisor = Math.min(number, most); ; divisor--) if (number % divisor === 0) return divisor;
}
