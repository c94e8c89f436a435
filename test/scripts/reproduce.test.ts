import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { decode } from 'fast-png';
import { parseFullGridOptions } from '../../scripts/reproduction/full-grid/options.ts';
import { PRECONDITIONERS, parseFullMnistOptions } from '../../scripts/reproduction/full-mnist/options.ts';
import { REPRODUCTIONS } from '../../scripts/reproduction/reproductions.ts';
import { parseTable1Options } from '../../scripts/reproduction/table1/options.ts';
import { table1 } from '../../scripts/reproduction/table1/table1.ts';
import { Client } from '../../src/client/index.ts';
import { TestService } from '../support/service.ts';

const run = promisify(execFile);
const MAIN = fileURLToPath(new URL('../../scripts/reproduction/main.ts', import.meta.url));

function reproduce(...args: string[]) {
  return run(process.execPath, ['--import', 'tsx', MAIN, ...args]);
}

test('without options, what the documentation reports is reproduced', () => {
  assert.deepEqual(parseTable1Options([]), {
    protocols: ['a', 'b', 'c'],
    sizes: [50, 100, 200, 500],
    repeats: 20,
    test: 50,
    searchSeconds: 120,
    output: 'output',
  });
  assert.deepEqual(parseFullGridOptions([]), { images: 500, kernel: 'nngp', linalg: 'openblas', observed: 1, tolerance: 1e-6 });
});

test('protocols and sizes in any order are computed in their own', () => {
  const { protocols, sizes } = parseTable1Options(['--protocols', 'cb', '--sizes', '200,50']);
  assert.deepEqual({ protocols, sizes }, { protocols: ['b', 'c'], sizes: [50, 200] });
});

const TABLE1_OPTIONS = '; the options are --protocols, --sizes, --repeats, --test, --search-seconds, --output';
const FULL_GRID_OPTIONS = '; the options are --images, --kernel, --engine, --observed, --tolerance';

for (const [parse, arg, message] of [
  [parseTable1Options, '--sizes=60', '--sizes must be one or more of 50, 100, 200, 500, such as 50,100, got "60"'],
  [parseTable1Options, '--sizes=50,,100', '--sizes must be one or more of 50, 100, 200, 500, such as 50,100, got "50,,100"'],
  [parseTable1Options, '--protocols=abd', '--protocols must be one or more of a, b, c, such as ab, got "abd"'],
  [parseTable1Options, '--protocols=', '--protocols must be one or more of a, b, c, such as ab, got ""'],
  [parseTable1Options, '--repeats=0', '--repeats must be an integer from 1 to 1000, got "0"'],
  [parseTable1Options, '--test=10001', '--test must be an integer from 1 to 10000, got "10001"'],
  [parseTable1Options, '--search-seconds=1.5', '--search-seconds must be an integer from 1 to 86400, got "1.5"'],
  [parseTable1Options, '--images=500', `Unknown option '--images'${TABLE1_OPTIONS}`],
  [parseTable1Options, 'full-grid', `Unexpected argument 'full-grid'${TABLE1_OPTIONS}`],
  [parseFullGridOptions, '--images=60001', '--images must be an integer from 1 to 60000, got "60001"'],
  [parseFullGridOptions, '--images=1e3', '--images must be an integer from 1 to 60000, got "1e3"'],
  [parseFullGridOptions, '--kernel=hyperkernel', '--kernel must be nngp or ntk, got "hyperkernel"'],
  [parseFullGridOptions, '--engine=blas', '--engine must be openblas or wasm, got "blas"'],
  [parseFullGridOptions, '--observed=0', '--observed must be a number above 0 and at most 1, got "0"'],
  [parseFullGridOptions, '--observed=1.01', '--observed must be a number above 0 and at most 1, got "1.01"'],
  [parseFullGridOptions, '--observed=half', '--observed must be a number above 0 and at most 1, got "half"'],
  [parseFullGridOptions, '--tolerance=0', '--tolerance must be a number above 0 and below 1, got "0"'],
  [parseFullGridOptions, '--tolerance=1', '--tolerance must be a number above 0 and below 1, got "1"'],
  [parseFullGridOptions, '--tolerance=', '--tolerance must be a number above 0 and below 1, got ""'],
  [parseFullGridOptions, '--sizes=50', `Unknown option '--sizes'${FULL_GRID_OPTIONS}`],
  [
    parseFullMnistOptions,
    '--preconditioners=none',
    `--preconditioners must be one or more of ${PRECONDITIONERS.join(', ')}, such as eigenvectors,neighbours, got "none"`,
  ],
  [parseFullMnistOptions, '--most-iterations=0', '--most-iterations must be an integer from 1 to 100000, got "0"'],
  [parseFullGridOptions, '--images', `Option '--images <value>' argument missing${FULL_GRID_OPTIONS}`],
] as const)
  test(`${arg} is refused: ${message}`, () => assert.throws(() => parse([arg]), { message }));

test('--help has the options of every reproduction, and after a name its own', async () => {
  const { stdout } = await reproduce('--help');
  assert.match(stdout, /^Usage: scripts\/reproduce NAME \[options\]$/m);
  for (const { help } of Object.values(REPRODUCTIONS)) assert.ok(stdout.includes(help), help);
  const own = await reproduce('table1', '--help');
  assert.equal(own.stdout, REPRODUCTIONS.table1!.help);
});

test('a reproduction that does not exist, and an option of another, end the program', async () => {
  await assert.rejects(reproduce('table2'), {
    code: 1,
    stderr: `there is no reproduction "table2"; there are ${Object.keys(REPRODUCTIONS).join(', ')}\n`,
  });
  await assert.rejects(reproduce('table1', '--kernel', 'ntk'), { code: 1, stderr: /Unknown option '--kernel'/ });
});

test('one large fit, made small', { timeout: 120_000 }, async () => {
  const { stdout } = await reproduce('full-grid', '--images', '8', '--engine', 'wasm', '--observed', '0.9', '--tolerance', '1e-4');
  assert.match(stdout, /^6272 points, nngp: fitted in \d+\.\d s, with 200 images completed \d+\.\d s$/m);
  assert.match(stdout, /^test MSE 0\.\d{5}, most memory \d+ MB$/m);
  const { relativeResidual } = JSON.parse(stdout.trimEnd().split('\n').at(-1)!);
  assert.ok(relativeResidual <= 1e-4, `${relativeResidual}`);
});

test('every preconditioner of full-mnist reaches the tolerance', { timeout: 120_000 }, async () => {
  const list = PRECONDITIONERS.join(',');
  const { stdout } = await reproduce('full-mnist', '--images', '40', '--engine', 'wasm', '--preconditioners', list);
  for (const name of PRECONDITIONERS) {
    const [, iterations, residual] = new RegExp(`^${name}: set up in .* s, (\\d+) iterations of .* s, residual (\\S+),`, 'm').exec(
      stdout,
    )!;
    assert.ok(Number(residual) <= 1e-6, `${name}: ${residual}`);
    assert.ok(Number(iterations) >= 5, `${name}: ${iterations}`);
  }
});

test('full-mnist goes on from what it kept, and refuses what belongs to another problem', { timeout: 120_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'full-mnist-'));
  const checkpoint = join(folder, 'solution');
  const args = ['full-mnist', '--engine', 'wasm', '--checkpoint', checkpoint];
  try {
    const iterations = async () => {
      const { stdout } = await reproduce(...args, '--images', '20');
      return Number(/^neighbours: .* (\d+) iterations/m.exec(stdout)![1]);
    };
    assert.ok((await iterations()) > 5);
    assert.equal(await iterations(), 0);
    await assert.rejects(reproduce(...args, '--images', '21'), {
      code: 1,
      stderr: `${checkpoint} holds 15680 numbers, not the 16464 of this problem\n`,
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('full-mnist tells what was reached', { timeout: 60_000 }, async () => {
  const { stdout } = await reproduce('full-mnist', '--images', '20', '--engine', 'wasm', '--most-iterations', '2');
  const [, residual] = /^neighbours: .* 2 iterations .* residual (\S+),/m.exec(stdout)!;
  assert.ok(Number(residual) > 1e-6 && Number(residual) < 1, residual);
});

test('the smallest part of Table 1, whose picture takes no more images', { timeout: 240_000 }, async () => {
  const output = await mkdtemp(join(tmpdir(), 'reproduction-'));
  try {
    const service = await TestService.start();
    const args = ['--protocols', 'b', '--sizes', '50', '--repeats', '1', '--test', '2', '--output', output];
    await table1(new Client({ url: service.url, signal: AbortSignal.timeout(200_000) }), parseTable1Options(args));
    const text = await readFile(join(output, 'table1.md'), 'utf8');
    for (const row of ['hyperkernel', 'NNGP'])
      assert.match(text, new RegExp(`^\\| \\(b\\) ${row} \\| 0\\.0\\d{3} ± \\S+ \\(1\\) \\| – \\| – \\| – \\|$`, 'm'));
    assert.deepEqual((await service.get('/v1/arrays/train', { accept: 'application/json' })).json.shape, [50, 784]);
    const { width, height } = decode(await readFile(join(output, 'figure3.png')));
    assert.deepEqual({ width, height }, { width: 3 * (30 * 20 + 2), height: 3 * (30 * 4 + 2) });
  } finally {
    await rm(output, { recursive: true });
  }
});
