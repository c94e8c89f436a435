import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { kernelCommand } from '../../src/commands/kernel/kernel.ts';
import { decodeNpy } from '../../src/store/npy/decode.ts';
import { HYPERNETWORK, MLP, ndArray, npy, numbers, unzip, Z } from '../support/requests.ts';
import { NPY, NPZ, TestService } from '../support/service.ts';
import { type RunOptions, runCommand, TestFolder } from './run-command.ts';

const folder = await TestFolder.make();
const service = await TestService.start({ linalg: 'wasm', tensors: 'cpu' });
const kernel = (args: string[], options?: RunOptions) => runCommand(kernelCommand, args, options);

const X = numbers(9, 4);
const xs = {
  npy: await folder.file('x.npy', npy(X)),
  csv: await folder.file('x.csv', `# a comment\n${X.map((row) => row.join(', ')).join('\n')}\n`),
  json: await folder.file('x.json', X),
};
const z = await folder.file('z.npy', npy(Z));
const hypernetwork = await folder.file('hypernetwork.json', HYPERNETWORK);

describe('what the service answers, to the bit', () => {
  test('from every kind of file, and from standard input', async () => {
    const { bytes } = await service.post('/v1/kernels', { architecture: MLP, points: { x: X }, outputs: ['ntk'] }, { accept: NPY });
    for (const file of Object.values(xs)) {
      const run = await kernel(['--x', file, '--outputs', 'ntk', '--format', 'npy']);
      assert.deepEqual([run.code, run.err], [0, '']);
      assert.deepEqual(new Uint8Array(run.bytes), bytes, file);
      const piped = await kernel(['--x', '-', '--outputs', 'ntk', '--format', 'npy'], { input: await readFile(file) });
      assert.deepEqual(new Uint8Array(piped.bytes), bytes, `${file} piped`);
    }
  });

  test('of a hypernetwork on a grid, against other points, all outputs', async () => {
    const outputs = ['nngp', 'ntk', 'nngp_hyper', 'ntk_hyper', 'ntk_primary'];
    const others = X.slice(0, 3);
    const body = {
      architecture: HYPERNETWORK,
      points: { x: X, z: Z, pairing: 'grid' },
      points2: { x: others, z: Z, pairing: 'grid' },
      outputs,
    };
    const expected = unzip((await service.post('/v1/kernels', body, { accept: NPZ })).bytes);
    const output = folder.at('all.npz');
    const points = ['--x', xs.npy, '--z', z, '--x2', await folder.file('x2.json', others), '--z2', z, '--pairing', 'grid'];
    const run = await kernel([...points, '--architecture', hypernetwork, '--outputs', outputs.join(','), '-o', output]);
    assert.deepEqual([run.code, run.err, run.out], [0, '', '']);
    const found = unzip(await readFile(output));
    assert.deepEqual([...found.keys()].sort(), outputs.toSorted());
    for (const name of outputs) assert.deepEqual(found.get(name), expected.get(name), name);
    assert.deepEqual(found.get('ntk')!.shape, [27, 9]);
  });

  test('as JSON with its provenance, and by options', async () => {
    const architecture = { type: 'mlp', depth: 4, activation: { name: 'erf' }, weight_std: 1.5, bias_std: 0.1 };
    const { json } = await service.post('/v1/kernels', { architecture, points: { x: X } });
    const options = ['--depth', '4', '--activation', 'erf', '--weight-std', '1.5', '--bias-std', '0.1'];
    const { out } = await kernel(['--x', xs.csv, ...options]);
    const { kernels, provenance } = JSON.parse(out);
    assert.deepEqual(kernels, json.kernels);
    assert.deepEqual({ ...provenance, seconds: 0 }, { ...json.provenance, seconds: 0 });
  });

  test('as CSV, which reads back to the same bits', async () => {
    const { out } = await kernel(['--x', xs.npy, '--outputs', 'nngp', '--format', 'csv']);
    const { json } = await service.post('/v1/kernels', { architecture: MLP, points: { x: X }, outputs: ['nngp'] });
    const rows = out.trimEnd().split('\n');
    assert.deepEqual(
      rows.map((line) => line.split(',').map(Number)),
      json.kernels.nngp,
    );
  });

  test('or asked of the service itself, with points of any size', async () => {
    const many = numbers(700, 50);
    const file = await folder.file('many.npy', npy(many));
    for (const format of ['npy', 'npz', 'json']) {
      const args = ['--x', file, '--outputs', 'ntk', '--format', format];
      const [here, there] = [await kernel(args), await kernel([...args, '--url', service.url])];
      assert.deepEqual([here.code, there.code, there.err], [0, 0, '']);
      const read = { npy: decodeNpy, npz: (bytes: Uint8Array) => unzip(bytes).get('ntk')!, json: jsonKernel }[format]!;
      assert.deepEqual(read(here.bytes), read(there.bytes), format);
    }
    assert.deepEqual((await service.get('/v1/arrays')).json.arrays, [], 'what was uploaded is gone');
  });

  const jsonKernel = (bytes: Uint8Array) => ndArray(JSON.parse(new TextDecoder().decode(bytes)).kernels.ntk);
});

describe('2: what is wrong is named, and nothing is written', () => {
  const BAD: [args: string[], says: RegExp, input?: string][] = [
    [[], /^--x must be a file of points, or -, got none/],
    [['--x', 'none.npy'], /^none\.npy cannot be read: ENOENT/],
    [['--x', '-'], /^standard input has no points/, ''],
    [['--x', '-'], /^standard input, line 2: "two" is no number/, '1,2\n3,two\n'],
    [['--x', '-'], /^standard input: row 2 has 1 numbers, the first has 2/, '[[1,2],[3]]'],
    [['--x', '-'], /^standard input must hold a list of rows/, '[1, 2]'],
    [['--x', '-'], /^standard input is not JSON/, '[[1, 2'],
    [['--x', '-'], /^standard input: Not a readable \.npy file/, '\x93NUMPY'],
    [['--x', xs.npy, 'more'], /^unknown argument more/],
    [['--x', xs.npy, '--dept', '3'], /^Unknown option '--dept'; see hypertangent kernel --help/],
    [['--x', xs.npy, '--depth', '0'], /^--depth must be an integer from 1/],
    [['--x', xs.npy, '--activation', 'relux'], /\/architecture\/activation\/name/],
    [['--x', xs.npy, '--outputs', 'ntk,nope'], /^--outputs must be one of nngp, ntk/],
    [['--x', xs.npy, '--outputs', 'ntk_hyper'], /ntk_hyper/],
    [['--x', xs.npy, '--format', 'csv'], /^--outputs must be one kernel, as csv holds one/],
    [['--x', xs.npy, '--architecture', hypernetwork], /hypernetwork/],
    [['--x', xs.npy, '--architecture', hypernetwork, '--depth', '3'], /^--architecture says it all/],
    [['--x', xs.npy, '--architecture', xs.csv], /is not JSON/],
    [['--x', '-', '--z', '-'], /^standard input has one file of points/],
    [['--x', xs.npy, '--pairing', 'grid'], /^--pairing needs --z/],
  ];
  for (const [args, says, input] of BAD)
    test(args.length > 0 ? `${args.slice(-2).join(' ')} ${JSON.stringify(input ?? '')}` : 'nothing', async () => {
      const before = await folder.names();
      const bytes = Buffer.from(input ?? '', 'latin1');
      const { code, out, err } = await kernel([...args, '-o', folder.at('never.json')], { input: bytes });
      assert.match(err, says);
      assert.deepEqual([code, out], [2, '']);
      assert.deepEqual(await folder.names(), before);
    });

  test('also by the service: what it refuses is 2, and 4 when it is not there', async () => {
    const refusedThere = await kernel(['--x', xs.npy, '--outputs', 'ntk_hyper', '--url', service.url]);
    assert.deepEqual([refusedThere.code, refusedThere.out], [2, '']);
    assert.match(refusedThere.err, /ntk_hyper/);
    const lost = await kernel(['--x', xs.npy, '--url', 'http://127.0.0.1:1']);
    assert.deepEqual([lost.code, lost.out], [4, '']);
    assert.match(lost.err, /^no connection to http:\/\/127\.0\.0\.1:1\//);
  });
});

test('4: more points than there is memory for, in a line', async () => {
  const file = await folder.file('many.csv', '1\n'.repeat(400_000));
  const { code, out, err } = await kernel(['--x', file, '-o', folder.at('never.npz')]);
  assert.deepEqual([code, out], [4, '']);
  assert.match(err, /^not enough memory for this problem .*\n$/);
});

test('--help has every option, two examples and the exit codes', async () => {
  const { code, out } = await kernel(['--help']);
  assert.equal(code, 0);
  for (const option of [
    '--x',
    '--x2',
    '--z',
    '--architecture',
    '--depth',
    '--activation',
    '--outputs',
    '--url',
    '--format',
    '--output',
  ])
    assert.match(out, new RegExp(`${option}\\b`));
  assert.match(out, /Examples:\n {2}.*\n {2}hypertangent kernel/);
  assert.match(out, /Exit code: 0/);
});
