import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { type Arrays, Client, decodeNpy } from '../../src/client/index.ts';
import { datasetCommand } from '../../src/commands/dataset/dataset.ts';
import { drawColorization } from '../../src/datasets/colorization.ts';
import { readDataset } from '../../src/datasets/files/read-dataset.ts';
import { drawPixels } from '../../src/datasets/pixels.ts';
import type { LabelledPoints } from '../../src/datasets/points.ts';
import { drawRotations } from '../../src/datasets/rotations.ts';
import { shrink } from '../../src/datasets/shrink.ts';
import { RandomStream } from '../../src/random/stream.ts';
import { idx } from '../datasets/support.ts';
import { hasNumpy } from '../docs/support/test-page.ts';
import { testMissing } from '../support/required.ts';
import { TestService } from '../support/service.ts';
import { membersOf } from '../support/zip.ts';
import { runCommand, TestFolder } from './run-command.ts';

const folder = await TestFolder.make();
const service = await TestService.start({ tensors: 'cpu' });
const client = new Client({ url: service.url });

const dataset = (args: readonly string[], environment = {}) => runCommand(datasetCommand, args, { environment });

/** The arrays of an .npz file. */
async function arraysOf(path: string): Promise<Arrays> {
  const members = membersOf(await readFile(path)).map(({ name, bytes }) => [name.replace(/\.npy$/, ''), decodeNpy(bytes)]);
  return Object.fromEntries(members);
}

/** As a file has them. */
const inFloat32 = (arrays: object) =>
  Object.fromEntries(
    Object.entries(arrays as Pick<LabelledPoints, 'x' | 'z' | 'y'>).map(([name, { shape, data }]) => [
      name,
      { shape: [...shape], data: Float32Array.from(data) },
    ]),
  );

const xzy = ({ x, z, y }: LabelledPoints) => inFloat32({ x, z, y });

/** Six images of noise, as CIFAR-10 has them, in a folder. */
const random = new RandomStream(0, 0);
const cifar = Uint8Array.from({ length: 6 * 3073 }, (_, at) =>
  at % 3073 === 0 ? Math.floor(at / 3073) : 256 * random.uniform(at),
);
await folder.file('test_batch.bin', cifar);

const mnist = await readDataset('mnist', 'train', { count: 4 });
const small = shrink(mnist, 2);
const colours = await readDataset('cifar10', 'test', { folder: folder.path });

describe('arrays in a file are those of the transform', () => {
  const CASES: [args: string[], expected: object, shapes: RegExp][] = [
    [
      ['mnist', '--count', '4'],
      inFloat32({
        x: { shape: [4, 784], data: mnist.images.flatMap((image) => [...image]) },
        y: { shape: [4, 1], data: mnist.labels },
      }),
      /^x {2}\[4, 784\]\ny {2}\[4, 1\]\n$/,
    ],
    [
      ['mnist', '--count', '4', '--transform', 'rotations', '--seed', '5', '--shrink', '2'],
      xzy(drawRotations(small, { seed: 5 })),
      /^x {2}\[4, 196\]\nz {2}\[4, 196\]\ny {2}\[4, 1\]\npairing: rows\n$/,
    ],
    [
      ['mnist', '--count', '4', '--transform', 'rotations', '--base', 'upright'],
      xzy(drawRotations(mnist, { seed: 0, base: 'upright' })),
      /784/,
    ],
    [
      ['mnist', '--count', '4', '--transform', 'pixels', '--seen', 'top_half', '--pixels', '3'],
      xzy(drawPixels(mnist, { pixels: 3, seed: 0, seen: 'top_half' })),
      /^x {2}\[12, 392\]\nz {2}\[12, 2\]\ny {2}\[12, 1\]\npairing: rows\n$/,
    ],
    [
      ['mnist', '--count', '4', '--transform', 'pixels', '--pixels', 'all', '--coordinates', 'unit', '--shrink', '14'],
      xzy(drawPixels(shrink(mnist, 14), { pixels: 'all', seed: 0, coordinates: 'unit' })),
      /^x {2}\[4, 4\]\nz {2}\[4, 2\]\ny {2}\[16, 1\]\npairing: grid\n$/,
    ],
    [
      ['cifar10', '--files', folder.path, '--set', 'test', '--transform', 'colorization'],
      xzy(drawColorization(colours, { pixels: 20, seed: 0 })),
      /^x {2}\[120, 1024\]\nz {2}\[120, 2\]\ny {2}\[120, 3\]\npairing: rows\n$/,
    ],
  ];
  for (const [index, [args, expected, shapes]] of CASES.entries())
    test(args.join(' ').replace(folder.path, 'DIR'), async () => {
      const output = folder.at(`arrays-${index}.npz`);
      const { code, out, err } = await dataset([...args, '-o', output]);
      assert.deepEqual([code, err], [0, '']);
      assert.match(out, shapes);
      assert.deepEqual(await arraysOf(output), expected);
    });

  test('of Fashion-MNIST, from packed files', async () => {
    await folder.file('t10k-images-idx3-ubyte.gz', gzipSync(idx([2, 1, 2], [0, 255, 51, 0])));
    await folder.file('t10k-labels-idx1-ubyte.gz', gzipSync(idx([2], [3, 1])));
    const output = folder.at('fashion.npz');
    await dataset(['fashion-mnist', '--files', folder.path, '--set', 'test', '-o', output]);
    assert.deepEqual(
      await arraysOf(output),
      inFloat32({ x: { shape: [2, 2], data: [0, 1, 0.2, 0] }, y: { shape: [2, 1], data: [3, 1] } }),
    );
  });

  if (!hasNumpy) testMissing('python', 'needs python3 with NumPy');
  else
    test('NumPy opens it', async () => {
      const output = folder.at('numpy.npz');
      await dataset(['mnist', '--count', '2', '--transform', 'rotations', '-o', output]);
      const program =
        'import numpy, sys; a = numpy.load(sys.argv[1]); print([(n, v.shape, str(v.dtype), float(v.sum())) for n, v in a.items()])';
      const { stdout } = await promisify(execFile)('python3', ['-c', program, output]);
      assert.match(stdout, /^\[\('x', \(2, 784\), 'float32', [\d.]+\), \('z', .*\), \('y', \(2, 1\), 'float32', [\d.]+\)\]\n$/);
    });
});

describe('arrays put to a service', () => {
  test('train a network at once, by the line that is printed', async () => {
    const put = ['--shrink', '2', '--transform', 'rotations', '--put'];
    const train = await dataset(['mnist', '--count', '30', ...put, 'turned', '--url', service.url]);
    const options = ['--count', '10', '--set', 'test', '--seed', '1'];
    const held = await dataset(['mnist', ...options, ...put, 'turned.test'], { HYPERTANGENT_URL: service.url });
    assert.deepEqual([train.code, held.code, train.err + held.err], [0, 0, '']);
    const [part, test] = [train, held].map(({ out }) => JSON.parse(out.trimEnd().split('\n').at(-1)!));
    assert.deepEqual(part, {
      x: { array_id: 'turned.x' },
      z: { array_id: 'turned.z' },
      y: { array_id: 'turned.y' },
      pairing: 'rows',
    });
    const expected = drawRotations(shrink(await readDataset('mnist', 'train', { count: 30 }), 2), { seed: 0 });
    assert.deepEqual(await client.getArray('turned.z'), xzy(expected).z);

    const network = { type: 'mlp' as const, depth: 2, activation: { name: 'relu' as const }, width: 8 };
    const reply = await service.post('/v1/trainings', {
      architecture: { type: 'hypernetwork', hyper: network, primary: network },
      train: part,
      test,
      loss: { kind: 'cross_entropy', classes: 12 },
      optimizer: { kind: 'adam' },
      steps: 5,
    });
    assert.equal(reply.status, 201, JSON.stringify(reply.json));
    assert.ok(reply.json.final.train_loss < reply.json.curve[0].train_loss);
    assert.equal(typeof reply.json.final.test_accuracy, 'number');
  });

  test('without z where there is none; a file beside it has the same', async () => {
    const output = folder.at('both.npz');
    const { out } = await dataset(['mnist', '--count', '3', '--put', 'digits', '--url', service.url, '-o', output]);
    assert.equal(out.split('\n').at(-2), '{"x":{"array_id":"digits.x"},"y":{"array_id":"digits.y"}}');
    const found = { x: await client.getArray('digits.x'), y: await client.getArray('digits.y') };
    assert.deepEqual(found, await arraysOf(output));
  });

  test('4: a service that is not there', async () => {
    const { code, err } = await dataset(['mnist', '--count', '3', '--put', 'digits', '--url', 'http://127.0.0.1:9']);
    assert.equal(code, 4);
    assert.match(err, /127\.0\.0\.1:9/);
  });
});

describe('2: what is wrong is named, and nothing is written', () => {
  const output = folder.at('never.npz');
  const BAD: [args: string[], says: RegExp][] = [
    [['-o', output], /^NAME must be one of mnist, fashion-mnist, cifar10, got none/],
    [['svhn', '-o', output], /^NAME must be one of mnist, fashion-mnist, cifar10, got svhn/],
    [['mnist'], /^--output FILE\.npz or --put PREFIX is needed/],
    [['mnist', '-o', folder.at('never.npy')], /^--output must be an \.npz file/],
    [['mnist', '-o', folder.at('none/never.npz')], /never\.npz cannot be written: ENOENT/],
    [['mnist', '--put', '../x'], /^--put must be at most 126 letters/],
    [['mnist', '-o', output, '--url', service.url], /^--url needs --put/],
    [['fashion-mnist', '-o', output], /^the folder with the files of fashion-mnist is needed \(--files\)/],
    [['cifar10', '--files', folder.path, '-o', output], /has no data_batch_1\.bin or data_batch_1\.bin\.gz; .*binary version/],
    [['cifar10', '--files', folder.path, '--set', 'test', '--count', '7', '-o', output], /7 images of CIFAR-10 or more; it has 6/],
    [['mnist', '--set', 'validation', '-o', output], /^--set must be one of train, test/],
    [['mnist', '--count', '0', '-o', output], /^--count must be an integer from 1/],
    [['mnist', '--count', '70000', '-o', output], /70000 images or more; it has 60000/],
    [['mnist', '--count', '2', '--shrink', '3', '-o', output], /must be an integer that divides 28 and 28/],
    [['mnist', '--transform', 'flips', '-o', output], /^--transform must be one of none, rotations, colorization, pixels/],
    [['mnist', '--base', 'upright', '-o', output], /^--base belongs to --transform rotations/],
    [
      ['mnist', '--transform', 'rotations', '--pixels', '3', '-o', output],
      /^--pixels belongs to --transform colorization and pixels/,
    ],
    [['mnist', '--transform', 'colorization', '--seen', 'all', '-o', output], /^--seen belongs to --transform pixels/],
    [['mnist', '--count', '2', '--transform', 'colorization', '-o', output], /three channels, .*; these have 1/],
    [['mnist', '--count', '2', '--transform', 'pixels', '--pixels', '785', '-o', output], /from 1 to 784, the pixels of an image/],
    [['mnist', '--count', '6000', '--transform', 'pixels', '--pixels', '500', '-o', output], /^--count must be so few/],
    [['mnist', '--seed', '0.5', '-o', output], /^--seed must be an integer from 0/],
  ];
  for (const [args, says] of BAD)
    test(args.slice(0, -2).join(' ').replace(folder.path, 'DIR') || 'nothing', async () => {
      const before = await folder.names();
      const { code, out, err } = await dataset(args);
      assert.match(err, says);
      assert.deepEqual([code, out], [2, '']);
      assert.deepEqual(await folder.names(), before);
    });
});
