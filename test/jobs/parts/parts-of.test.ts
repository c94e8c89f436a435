import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isHypertangentError } from '../../../src/errors.ts';
import type { JobKind, JobRequest } from '../../../src/jobs/job.ts';
import { type Parts, partsOf } from '../../../src/jobs/parts.ts';
import type {
  KernelRowsInput,
  NetworkMomentsInput,
  NetworkRange,
  SearchCandidatesInput,
} from '../../../src/jobs/programs/part-types.ts';
import type { JobInputs, KernelsInput } from '../../../src/jobs/programs/program.ts';
import { gridOrder } from '../../../src/regression/search/search.ts';
import { DEFAULT_SOLVER } from '../../../src/regression/solver.ts';
import { hypernetwork, mlp, RELU } from '../../reference/cases.ts';

const ID = '00000000-0000-4000-8000-000000000000';
const COST = { seconds: 600, memoryBytes: 2 ** 40 };
const ERF = { name: 'erf' };
const TANH = { name: 'tanh' };
const array = (...shape: number[]) => ({ arrayId: 'a', shape });
const RIDGE = { value: 0.001, scale: 'absolute' as const };

function request<Kind extends JobKind>(kind: Kind, input: JobInputs[Kind], seconds = COST.seconds): JobRequest<Kind> {
  return { kind, input, lane: 'heavy', owner: 'alice', cost: { ...COST, seconds } };
}

const networks = (samples: number, widths: number[], rest: object = {}) =>
  request('convergence_study', {
    architecture: mlp(3, RELU),
    points: { x: array(20, 10) },
    outputs: ['ntk'],
    samples,
    seed: 0,
    backend: 'auto',
    generatedWeights: 'drawn',
    widths: widths.map((width) => ({ width })),
    ...rest,
  });
const search = (rest: Partial<JobInputs['search']>) =>
  request('search', {
    architecture: mlp(2, RELU),
    kernel: 'ntk',
    train: { x: array(3000, 10), y: array(3000) },
    ridge: 1,
    space: { depth: [2, 3, 4], biasStd: [0, 0.1, 0.2, 0.5], kernel: ['nngp', 'ntk'] },
    strategy: 'grid',
    budget: { candidates: 1000, seconds: 60 },
    seed: 0,
    solver: DEFAULT_SOLVER,
    ...rest,
  });
const kernels = (rest: Partial<KernelsInput> = {}, seconds = 600) =>
  request(
    'kernels',
    { architecture: mlp(3, RELU), points: { x: array(20_000, 10) }, outputs: ['ntk'], layers: false, ...rest },
    seconds,
  );
const completion = (regressors: number) =>
  request('image_completion', {
    architecture: hypernetwork(mlp(3, RELU), mlp(2, RELU)),
    kernel: 'ntk',
    imageShape: [28, 28],
    trainImages: array(500, 784),
    testImages: array(200, 784),
    mask: 'none',
    pixelsPerImage: 20,
    regressors,
    seed: 0,
    ridge: RIDGE,
    jitters: [],
    solver: DEFAULT_SOLVER,
  });
const subsets = request('regression_fit', {
  architecture: mlp(3, RELU),
  kernel: 'ntk',
  train: { x: array(1000, 10), y: array(1000) },
  ridge: RIDGE,
  jitters: [],
  solver: { kind: 'subsets', count: 5, size: 200, disjoint: true, seed: 0 },
});

const of = <Kind extends JobKind>(whole: JobRequest<Kind>, runners = 3) => partsOf(ID, whole, runners);
const inputs = <Input>({ parts }: Pick<Parts, 'parts'>) => parts.map(({ input }) => input as Input);

const ALL: Record<string, [JobRequest, noun: string]> = {
  'a study': [networks(20_000, [300, 500, 1000]), 'networks'],
  'a search': [search({}), 'candidates'],
  'a kernel': [kernels(), 'rows'],
  'a completion': [completion(20), 'regressors'],
  'a regression on subsets': [subsets, 'subsets'],
};

for (const [name, [whole, noun]] of Object.entries(ALL))
  describe(name, () => {
    const found = of(whole)!;

    test('has parts in its lane, of its owner, that take a fair share of the time', () => {
      assert.equal(found.noun, noun);
      assert.ok(found.parts.length > 1 && found.parts.length <= 64, `${found.parts.length}`);
      assert.equal(found.sizes.length, found.parts.length);
      for (const { lane, owner, cost } of found.parts) {
        assert.deepEqual([lane, owner], ['heavy', 'alice']);
        assert.ok(cost!.memoryBytes > 0 && cost!.seconds > 0);
      }
      // What is estimated of a search is one candidate.
      const seconds = found.parts.reduce((sum, { cost }) => sum + cost!.seconds, 0);
      const expected = name === 'a search' ? COST.seconds * found.sizes.reduce((sum, size) => sum + size) : COST.seconds;
      assert.ok(Math.abs(seconds / expected - 1) < 1e-9, `${seconds} of ${expected}`);
    });

    test('is put together by a request of its kind that is not cut again', () => {
      const last = found.gather([]);
      assert.deepEqual([last.kind, last.lane, last.owner], [whole.kind, 'heavy', 'alice']);
      assert.ok(last.cost!.seconds < COST.seconds || name === 'a search');
      assert.deepEqual((last.input as { parts: unknown }).parts, []);
    });

    test('has the same parts on any number of runners, unless bits do not depend on them', () => {
      const others = [1, 2, 100].map((runners) => of(whole, runners));
      // Deadlines count from now.
      const shape = (parts: Parts | null) => parts && { sizes: parts.sizes, kinds: parts.parts.map(({ kind }) => kind) };
      for (const [index, other] of others.entries())
        assert.deepEqual(shape(other), noun === 'rows' && index === 0 ? null : shape(found));
    });

    test('works without an estimate', () => {
      const { cost: _, ...unknown } = whole;
      const parts = of(unknown as JobRequest);
      if (noun === 'rows') assert.equal(parts, null);
      else assert.ok(parts!.parts.every(({ cost }) => cost === undefined));
    });
  });

test('small requests are single jobs', () => {
  const small: Record<string, JobRequest> = {
    networks: networks(100, [100]),
    search: search({ train: { x: array(100, 10), y: array(100) } }),
    'kernel of some seconds': kernels({}, 19),
    completion: completion(1),
    'other solver': { ...subsets, input: { ...subsets.input, solver: DEFAULT_SOLVER } },
  };
  for (const [name, whole] of Object.entries(small)) assert.equal(of(whole), null, name);
});

describe('networks', () => {
  const rangesOf = (whole: JobRequest) => inputs<NetworkMomentsInput>(of(whole)!).map(({ ranges }) => ranges);
  const every = (ranges: NetworkRange[]) => ranges.flatMap(({ firstNetwork, samples }) => [firstNetwork, firstNetwork + samples]);

  test('of all widths are in one part each, those of a width beside each other', () => {
    const widths = [300, 500, 1000];
    const ranges = rangesOf(networks(20_000, widths)).flat();
    const ends = every(ranges);
    assert.deepEqual([ends[0], ends.at(-1)], [0, 60_000]);
    for (let k = 1; k < ends.length - 1; k += 2) assert.equal(ends[k], ends[k + 1]);
    for (const { widths: choice, firstNetwork, samples } of ranges) {
      const index = Math.floor(firstNetwork / 20_000);
      assert.ok(firstNetwork + samples <= (index + 1) * 20_000);
      assert.deepEqual(choice, { width: widths[index]! });
    }
  });

  test('of narrow widths share a part', () => {
    const ranges = rangesOf(
      networks(
        2000,
        Array.from({ length: 100 }, (_, k) => 50 + k),
      ),
    );
    assert.ok(ranges.length <= 64 && ranges.some((part) => new Set(part.map(({ widths }) => JSON.stringify(widths))).size > 1));
    assert.equal(
      ranges.flat().reduce((sum, { samples }) => sum + samples, 0),
      200_000,
    );
  });

  test('that are few but large are a part each', () => {
    assert.deepEqual(of(networks(2, [30_000]))!.sizes, [1, 1]);
  });

  test('are asked for what those need who put them together', () => {
    const wanted = (whole: JobRequest) => inputs<NetworkMomentsInput>(of(whole)!)[0]!.wanted;
    const { input } = networks(20_000, [1000]);
    const { widths: _, ...single } = { ...input, architecture: { ...mlp(3, RELU), width: 1000 } };
    assert.equal(wanted(request('convergence_study', input)), 'moments');
    assert.equal(wanted(request('verification', { ...input, significance: 0.001, resolution: 0.25 })), 'skewed_moments');
    assert.equal(wanted(request('empirical_kernels', { ...single, keepSamples: false })), 'moments');
    const kept = of(request('empirical_kernels', { ...single, keepSamples: true }))!;
    assert.equal(inputs<NetworkMomentsInput>(kept)[0]!.wanted, 'samples');
    assert.ok(kept.parts[0]!.cost!.memoryBytes < COST.memoryBytes, 'a part holds its own networks alone');
  });
});

describe('candidates of a search', () => {
  const placesOf = (whole: JobRequest) => inputs<SearchCandidatesInput>(of(whole)!).map(({ places }) => places);

  test('are all there once, those that are layers of one network together', () => {
    const space = { depth: [2, 3, 4], biasStd: [0, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 2], kernel: ['nngp', 'ntk'] as const };
    const chunks = placesOf(search({ space, train: { x: array(1000, 10), y: array(1000) } }));
    assert.deepEqual(
      chunks.flat().sort((a, b) => a - b),
      Array.from({ length: 48 }, (_, k) => k),
    );
    const order = gridOrder(space, 0);
    const networks = chunks.map((places) => [...new Set(places.map((place) => order[place]!.biasStd))]);
    assert.deepEqual(networks.flat().sort(), space.biasStd);
    assert.ok(chunks.length > 3, `${chunks.length}`);
  });

  test('that share all tables are parted where they are the whole search', () => {
    assert.ok(placesOf(search({ space: { depth: [2, 3, 4, 5, 6, 7], kernel: ['nngp', 'ntk'] } })).length > 1);
  });

  test('of the tables of one f stay together as far as there is room', () => {
    const whole = search({
      architecture: hypernetwork(mlp(2, RELU), mlp(2, RELU), { kind: 'fourier_limit', lengthScale: 1 }),
      train: { x: array(3000, 10), z: array(3000, 2), pairing: 'rows', y: array(3000) },
      space: { hyperActivation: [RELU, ERF, { name: 'abs' }], lengthScale: [1, 2], hyperDepth: [2, 3] },
    });
    const order = gridOrder(whole.input.space, 0);
    for (const places of placesOf(whole)) assert.equal(new Set(places.map((place) => order[place]!.hyperActivation!.name)).size, 1);
  });

  test('that take long are in chunks of few', () => {
    const sizes = of(search({ space: { activation: [TANH, RELU], biasStd: [0, 1, 2, 3] } }))!;
    assert.ok(Math.min(...sizes.sizes) < Math.max(...sizes.sizes) || sizes.sizes.every((size) => size === 1), String(sizes.sizes));
  });

  test('are those that the budget allows, ridges counted, and no value twice', () => {
    const budget = { candidates: 5, seconds: 60 };
    const space = { depth: [2, 3, 3, 2], biasStd: [0, 0.1, 0.2, 0.5], ridge: [0.1, 0.2] };
    assert.deepEqual(placesOf(search({ space, budget })).flat().sort(), [0, 1, 2]);
    assert.equal(placesOf(search({ space })).flat().length, 8);
  });

  test('have one deadline, and the first chunk leads', () => {
    const before = Date.now();
    const chunks = inputs<SearchCandidatesInput>(of(search({}))!);
    assert.equal(new Set(chunks.map(({ deadline }) => deadline)).size, 1);
    assert.ok(chunks[0]!.deadline >= before + 60_000 && chunks[0]!.deadline <= Date.now() + 60_000);
    assert.deepEqual(
      chunks.map(({ leads }) => leads),
      chunks.map((_, index) => index === 0),
    );
    assert.ok(chunks[0]!.places.includes(0));
  });

  test('are not cut where one depends on those before, and too many are refused as by the job', () => {
    assert.equal(of(search({ strategy: 'descent' })), null);
    const many = Array.from({ length: 100 }, (_, k) => k);
    assert.throws(
      () => of(search({ space: { weightStd: many, biasStd: many, depth: many } })),
      (error) => isHypertangentError(error, 'invalid_value') && error.details.path === '/space',
    );
  });
});

describe('rows of kernels', () => {
  const blocksOf = (whole: JobRequest, runners = 2) => inputs<KernelRowsInput>(of(whole, runners)!);

  test('are all there, from the top, in blocks of one area', () => {
    for (const points2 of [undefined, { x: array(5000, 10) }]) {
      const blocks = blocksOf(kernels(points2 && { points2 }));
      assert.deepEqual([blocks[0]!.start, blocks.at(-1)!.stop], [0, 20_000]);
      for (const [index, { start }] of blocks.entries()) {
        assert.equal(start % 256, 0);
        if (index > 0) assert.equal(start, blocks[index - 1]!.stop);
      }
      const areas = blocks.map(({ start, stop }) => (stop - start) * (points2 ? 5000 : 20_000 - (start + stop) / 2));
      assert.ok(Math.max(...areas) < 2.1 * (areas.reduce((a, b) => a + b) / areas.length));
    }
  });

  test('of a grid have whole images', () => {
    const architecture = hypernetwork(mlp(3, RELU), mlp(2, RELU), { kind: 'fourier_limit', lengthScale: 1 });
    const blocks = blocksOf(kernels({ architecture, points: { x: array(90, 784), z: array(784, 2), pairing: 'grid' } }));
    assert.ok(blocks.every(({ start }) => start % 784 === 0));
  });

  test('are not cut for one runner, with layers, or where each block would do most of the work anew', () => {
    assert.equal(of(kernels(), 1), null);
    assert.equal(of(kernels({ layers: true })), null);
    const architecture = hypernetwork(mlp(3, TANH), mlp(2, RELU));
    assert.equal(of(kernels({ architecture, points: { x: array(2000, 5), z: array(2000, 2) } })), null);
    assert.ok(
      of(
        kernels({
          architecture: { ...architecture, hyper: mlp(2, RELU), primary: mlp(3, TANH) },
          points: { x: array(2000, 5), z: array(2000, 2) },
        }),
      ),
    );
  });

  test('take memory of their own alone', () => {
    const { parts, sizes, gather } = of(kernels())!;
    for (const [index, { cost }] of parts.entries())
      assert.equal(cost!.memoryBytes, COST.memoryBytes - 8 * 20_000 * (20_000 - sizes[index]!));
    assert.equal(gather([]).cost!.memoryBytes, COST.memoryBytes - 8 * 20_000 ** 2 + 2 ** 29);
  });
});

test('a regression on subsets is the one of its job, and so are they', () => {
  const { parts, gather } = of(subsets)!;
  assert.ok(parts.every(({ input }) => (input as JobInputs['regression_subset']).regressionId === ID));
  assert.equal(gather([]).input.regressionId, ID);
});
