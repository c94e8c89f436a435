import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { jobInState, startJob } from '../support/long-jobs.ts';
import { HYPERNETWORK, MLP, npy, numbers, X, Z } from '../support/requests.ts';
import { TestService } from '../support/service.ts';

/** Every request that can be cut is. */
const partSeconds = 1e-5;
const one = await TestService.start({ partSeconds, tensors: 'cpu' });
const three = await TestService.start({ partSeconds, tensors: 'cpu', heavyRunners: 3, quickRunners: 3 });
/** Nothing is. */
const uncut = await TestService.start({ tensors: 'cpu' });
const services = [one, three, uncut];

const many = numbers(520, 3);
const images = numbers(40, 4);
const pixels = Array.from({ length: 20 }, (_, k) => [Math.floor(k / 5), k % 5]);
for (const service of services) {
  await service.put('/v1/arrays/many', npy(many));
  await service.put('/v1/arrays/images', npy(images));
}

/** What no two runs have in common. */
const UNIQUE = new Set(['id', 'created_at', 'seconds']);
const comparable = (tree: unknown) => JSON.parse(JSON.stringify(tree, (key, value) => (UNIQUE.has(key) ? undefined : value)));

interface Part {
  id: string;
  kind: string;
  state: string;
  parent?: string;
}

/** The result of a job, and its parts. */
async function run(service: TestService, path: string, body: object): Promise<{ result: unknown; parts: Part[] }> {
  const id = await startJob(service, body, path);
  const { error } = await jobInState(service, id, 'succeeded', 'failed');
  assert.equal(error, undefined);
  const parts: Part[] = (await service.get('/v1/jobs')).json.jobs.filter(({ parent }: Part) => parent === id);
  for (const part of parts) {
    assert.equal((await service.get(`/v1/jobs/${part.id}/result`)).status, 200);
    assert.ok((await readdir(join(service.dataDir, 'jobs', part.id))).includes('record.json'));
  }
  return { result: comparable((await service.get(`/v1/jobs/${id}/result`)).json), parts };
}

const width = { ...MLP, width: 6 };
const finite = { ...HYPERNETWORK, hyper: { ...HYPERNETWORK.hyper, width: 8 }, primary: { ...HYPERNETWORK.primary, width: 5 } };
const points = { x: X };
const pairs = { x: X, z: Z, pairing: 'grid' };

describe('one runner and three give the same bits', () => {
  const EXACT: Record<string, [kind: string, path: string, body: object]> = {
    'kernels that are kept of each network': [
      'network_moments',
      '/v1/empirical-kernels',
      { architecture: width, points, samples: 70, keep_samples: true },
    ],
    'kernels of points': ['kernel_rows', '/v1/kernels', { architecture: MLP, points: { x: many }, outputs: ['ntk'] }],
    'kernels of stored points': [
      'kernel_rows',
      '/v1/kernels',
      { architecture: MLP, points: { x: { array_id: 'many', rows: [0, 300] } }, outputs: ['nngp'] },
    ],
    'kernels between points': [
      'kernel_rows',
      '/v1/kernels',
      { architecture: MLP, points: { x: { array_id: 'many' } }, points2: { x: many.slice(0, 300) }, outputs: ['ntk'] },
    ],
    'kernels of pairs': [
      'kernel_rows',
      '/v1/kernels',
      { architecture: HYPERNETWORK, points: { x: many, z: numbers(520, 2, 1) }, outputs: ['ntk', 'ntk_primary'] },
    ],
    'kernels of a grid': [
      'kernel_rows',
      '/v1/kernels',
      {
        architecture: HYPERNETWORK,
        points: { x: { array_id: 'images' }, z: pixels, pairing: 'grid' },
        outputs: ['nngp', 'ntk_hyper'],
      },
    ],
    'kernels of a grid without classes': [
      'kernel_rows',
      '/v1/kernels',
      {
        architecture: { ...HYPERNETWORK, coordinate_features: { kind: 'none' } },
        points: { x: images, z: pixels, pairing: 'grid' },
        outputs: ['ntk'],
      },
    ],
    'a search': [
      'search_candidates',
      '/v1/searches',
      {
        architecture: MLP,
        train: { x: numbers(30, 3), y: numbers(30, 1).flat() },
        space: { depth: [2, 3, 4], bias_std: [0, 0.1, 0.5], ridge: [0.01, 0.1], kernel: ['nngp', 'ntk'] },
      },
    ],
    'a search of which the budget allows a part': [
      'search_candidates',
      '/v1/searches',
      {
        architecture: HYPERNETWORK,
        train: { x: numbers(12, 3), z: pixels, pairing: 'grid', y: numbers(240, 1).flat() },
        space: { length_scale: [0.5, 1, 2], hyper_depth: [2, 3], kernel: ['nngp', 'ntk'] },
        criterion: { kind: 'cross_validation', folds: 3 },
        budget: { candidates: 7 },
      },
    ],
    'an image completion': [
      'image_regressors',
      '/v1/image-completions',
      {
        architecture: HYPERNETWORK,
        image_shape: [4, 5],
        train: { images: numbers(6, 20) },
        test: { images: numbers(2, 20, 1), truth: numbers(2, 20, 2) },
        pixels_per_image: 5,
        regressors: 5,
      },
    ],
  };
  /** Sums over networks are added up in another order. */
  const ROUNDED: Record<string, [path: string, body: object]> = {
    'finite networks': [
      '/v1/empirical-kernels',
      { architecture: width, points: { x: { array_id: 'images', rows: [0, 3] } }, samples: 400 },
    ],
    'finite hypernetworks': [
      '/v1/empirical-kernels',
      { architecture: finite, points: pairs, samples: 100, outputs: ['ntk', 'nngp_hyper'], generated_weights: 'conditioned' },
    ],
    'a study of many widths': [
      '/v1/convergence-studies',
      {
        architecture: HYPERNETWORK,
        points: pairs,
        points2: { x: X.slice(1), z: Z.slice(1), pairing: 'rows' },
        widths: { hyper: [3, 9, 5], primary: [2, 4, 11, 3] },
        samples: 11,
      },
    ],
    'a verification': ['/v1/verifications', { architecture: MLP, points, widths: { width: [4, 8, 16] }, samples: 100 }],
  };

  async function inAll(kind: string, path: string, body: object): Promise<unknown[]> {
    const [alone, beside, whole] = await Promise.all(services.map((service) => run(service, path, body)));
    assert.ok(beside!.parts.length > 1 && beside!.parts.every((part) => part.kind === kind && part.state === 'succeeded'));
    assert.equal(alone!.parts.length, kind === 'kernel_rows' ? 0 : beside!.parts.length);
    assert.equal(whole!.parts.length, 0);
    assert.deepEqual(beside!.result, alone!.result);
    return [beside!.result, whole!.result];
  }

  for (const [name, [kind, path, body]] of Object.entries(EXACT))
    test(`${name}, those of a single job`, async () => {
      const [cut, whole] = await inAll(kind, path, body);
      assert.deepEqual(cut, whole);
    });

  for (const [name, [path, body]] of Object.entries(ROUNDED))
    test(`${name}, those of a single job up to rounding`, async () => {
      const [cut, whole] = await inAll('network_moments', path, body);
      assertClose(cut, whole);
    });
});

/** The same but for the last digits of numbers. */
function assertClose(actual: unknown, expected: unknown, path = ''): void {
  if (typeof expected === 'number') {
    assert.ok(
      Math.abs((actual as number) - expected) <= 1e-8 * Math.max(1, Math.abs(expected)),
      `${path}: ${actual}, not ${expected}`,
    );
  } else if (typeof expected === 'object' && expected !== null) {
    assert.deepEqual(Object.keys(actual as object), Object.keys(expected), path);
    for (const [key, value] of Object.entries(expected))
      assertClose((actual as Record<string, unknown>)[key], value, `${path}/${key}`);
  } else assert.equal(actual, expected, path);
}
