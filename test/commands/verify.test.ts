import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { verifyCommand } from '../../src/commands/verify/verify.ts';
import type { TensorBackend } from '../../src/empirical/backends/tensor-backend.ts';
import { contract } from '../../src/http/contract/document.ts';
import { ContractValidator } from '../../src/http/contract/validator.ts';
import { npy } from '../support/requests.ts';
import { wasmMeans } from '../support/wasm-tensors.ts';

const folder = await mkdtemp(join(tmpdir(), 'hypertangent-'));
after(() => rm(folder, { recursive: true }));

const MLP = { type: 'mlp', depth: 2, activation: { name: 'erf' }, bias_std: 0.3 };
const SPEC = {
  architecture: MLP,
  points: { x: [[1, 0], [0.6, 0.8]] }, // biome-ignore format: one line
  widths: { width: [8, 16, 32] },
  samples: 200,
};

interface Run {
  code: number;
  out: string;
  err: string;
}

/** The command in this process. */
async function command(args: string[]): Promise<Run> {
  const texts = { out: '', err: '' };
  const backend: TensorBackend = { name: 'wasm', device: 'of this test', accelerator: false, tensors: wasmMeans.tensors };
  const code = await verifyCommand(args, {
    openTensors: async () => backend,
    environment: { HYPERTANGENT_DATA_DIR: folder, HYPERTANGENT_THREADS: '1', HYPERTANGENT_LINALG: 'wasm' },
    out: (text) => {
      texts.out += text;
    },
    err: (text) => {
      texts.err += text;
    },
  });
  return { code, ...texts };
}

async function file(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

/** The command as people run it. */
async function main(args: string[]): Promise<Run> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { out: '', err: '' };
  for (const [name, stream] of [
    ['out', child.stdout],
    ['err', child.stderr],
  ] as const)
    stream.on('data', (text) => {
      texts[name] += text;
    });
  const [code] = await once(child, 'close');
  return { code, ...texts };
}

describe('exit codes', () => {
  test('0: passed, with a row for each output and the verdict', async () => {
    const { code, out, err } = await command([await file('right.json', SPEC)]);
    assert.deepEqual([code, err], [0, '']);
    assert.match(out, /^mlp of depth 2, erf with biases; 200 networks of each width: 8, 16, 32\n/);
    assert.match(out, /\n {2}nngp +\[\d, \d\] +[\d.]+ ± [\d.]+ +[\d.]+ +-?[\d.]+ +[\d.]+ %\n {2}ntk /);
    assert.match(out, /\npassed: no deviation beyond chance \(p = [\d.]+\); a deviation of [\d.]+ % of the largest entry/);
  });

  test('1: failed, as a right kernel does now and then at a significance of a half', async () => {
    const codes: number[] = [];
    for (let seed = 0; seed < 8; seed++) {
      const spec = { ...SPEC, widths: { width: [8, 16] }, significance: 0.5, seed };
      const { code, out } = await command([await file('half.json', spec)]);
      assert.match(out, code === 1 ? /failed: the limit of n\w+ is/ : /passed: /);
      codes.push(code);
    }
    assert.deepEqual([...new Set(codes)].sort(), [0, 1]);
  });

  test('3: inconclusive, and it says what to try', async () => {
    const { code, out } = await command([await file('few.json', { ...SPEC, samples: 10, resolution: 0.01 })]);
    assert.equal(code, 3);
    assert.match(out, /inconclusive: .* try more samples/);
  });

  test('of a list: the worst', async () => {
    const { code, out } = await command([await file('list.json', [{ ...SPEC, samples: 10, resolution: 0.01 }, SPEC])]);
    assert.equal(code, 3);
    assert.match(out, /inconclusive: [\s\S]*passed: /);
  });
});

describe('2: what is wrong is named', () => {
  const BAD: [name: string, content: unknown, message: RegExp][] = [
    ['no JSON', '{', /is not JSON/],
    ['an empty list', [], /is an empty list/],
    ['a missing field', { architecture: MLP }, /missing field "points"/],
    ['an unknown one', { ...SPEC, sample: 3 }, /unknown field "sample"/],
    [
      'an activation that there is not',
      { ...SPEC, architecture: { ...MLP, activation: { name: 'relux' } } },
      /\/architecture\/activation\/name/,
    ],
    ['z for an mlp', { ...SPEC, points: { x: [[1]], z: [[1]] } }, /mlp takes points/],
    ['widths of the other kind', { ...SPEC, widths: { primary: [8, 16] } }, /^\/widths must have width alone/],
    ['ragged rows', { ...SPEC, points: { x: [[1, 2], [3]] } }, /^\/points\/x is ragged/],
    ['a file that is not there', { ...SPEC, points: { x: 'none.npy' } }, /^\/points\/x cannot be read: ENOENT/],
    ['an array that is not there', { ...SPEC, points: { x: { array_id: 'none' } } }, /^\/points\/x/],
    ['the second of a list', [SPEC, { ...SPEC, samples: 1 }], /^spec 1: \/samples must be >= 10/],
    ['outputs of hypernetworks for an mlp', { ...SPEC, outputs: ['ntk_hyper'] }, /ntk_hyper/],
  ];
  for (const [name, content, message] of BAD)
    test(name, async () => {
      const { code, out, err } = await command([await file('bad.json', content)]);
      assert.deepEqual([code, out], [2, '']);
      assert.match(err, message);
      assert.doesNotMatch(err, /\n\s+at /);
    });

  const WRONG: [string[], RegExp][] = [
    [[], /SPEC\.json must be one file/],
    [['a.json', 'b.json'], /SPEC\.json must be one file/],
    [['none.json'], /none\.json cannot be read/],
    [['a.json', '--sede', '3'], /--sede/],
    [['a.json', '--seed', '-3'], /--seed/],
    [['a.json', '--seed', '1.5'], /--seed must be an integer/],
    [['a.json', '--backend', 'cuda'], /--backend must be one of auto, tensorflow/],
  ];
  for (const [args, message] of WRONG)
    test(`options: ${args.join(' ') || 'none'}`, async () => {
      const { code, err } = await command(args);
      assert.equal(code, 2);
      assert.match(err, message);
    });
});

test('--json gives what POST /v1/verifications answers; --seed and .npy files are taken', async () => {
  await writeFile(join(folder, 'x.npy'), npy(SPEC.points.x));
  const [lists, arrays] = [
    await file('lists.json', { ...SPEC, seed: 5 }),
    await file('npy.json', { ...SPEC, points: { x: 'x.npy' } }),
  ];
  const [first, second] = [await command([lists, '--json']), await command([arrays, '--json', '--seed', '5'])];
  const [a, b] = [JSON.parse(first.out), JSON.parse(second.out)];
  const validator: ContractValidator = new ContractValidator(contract);
  validator.checkSchema('Verification', a, '');
  assert.deepEqual(b.outputs, a.outputs);
  assert.deepEqual([a.provenance.seed, a.provenance.tensors, a.provenance.precision], [5, 'wasm: of this test', 'float32']);
  const list = JSON.parse((await command([await file('one.json', [SPEC]), '--json'])).out);
  assert.equal(list.length, 1);
  assert.notDeepEqual(list[0].outputs, a.outputs);
});

test('the example passes', async () => {
  const { code, out } = await command(['examples/verify.json']);
  assert.equal(code, 0, out);
  assert.equal(out.match(/^passed: /gm)?.length, 3);
});

describe('hypertangent', () => {
  test('verify runs from the command line', async () => {
    const { code, out } = await main(['verify', await file('run.json', SPEC)]);
    assert.equal(code, 0);
    assert.match(out, /passed: /);
    const bad = await main(['verify', await file('bad-run.json', {})]);
    assert.equal(bad.code, 2);
    assert.match(bad.err, /missing field/);
  });

  test('verify --help teaches, and --help names it', async () => {
    const { code, out } = await main(['verify', '--help']);
    assert.equal(code, 0);
    for (const text of ['SPEC.json', '--json', '--backend', '--seed', 'Exit code', '.npy', 'significance'])
      assert.ok(out.includes(text), text);
    assert.match((await main(['--help'])).out, /^ {2}verify +\S/m);
  });
});
