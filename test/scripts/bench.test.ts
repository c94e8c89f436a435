import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Report } from '../../scripts/bench/report.ts';

const run = promisify(execFile);
const MAIN = fileURLToPath(new URL('../../scripts/bench/main.ts', import.meta.url));

const folder = await mkdtemp(join(tmpdir(), 'bench-test-'));
after(() => rm(folder, { recursive: true }));

function bench(...args: string[]) {
  return run(process.execPath, ['--import', 'tsx', MAIN, ...args]);
}

test('a quick run without peers reports the case as text, JSON and markdown', { timeout: 60_000 }, async () => {
  const json = join(folder, 'report.json');
  const page = join(folder, 'page.md');
  await writeFile(page, 'Before\n<!-- bench: begin -->\nold\n<!-- bench: end -->\nafter\n');
  const { stdout } = await bench('cholesky', '--quick', '--no-peers', '--repeats', '1', '--json', json, '--markdown', page);
  assert.match(stdout, /Cholesky solve, 300/);

  const report: Report = JSON.parse(await readFile(json, 'utf8'));
  assert.deepEqual(Object.keys(report).sort(), ['date', 'engines', 'machine', 'quick', 'repeats', 'rows', 'versions']);
  assert.ok(!Number.isNaN(Date.parse(report.date)));
  assert.deepEqual([report.quick, report.repeats], [true, 1]);
  assert.ok(report.machine.cpu.length > 0 && report.machine.cores >= 1);
  assert.ok(report.versions.node && report.versions.hypertangent);
  assert.match(report.engines.wasm!, /wasm/);
  assert.equal(report.rows.length, 1);
  const [row] = report.rows;
  assert.deepEqual(
    { case: row!.case, unit: row!.unit, peer: row!.peer, ratio: row!.ratio },
    { case: 'cholesky', unit: 's', peer: null, ratio: null },
  );
  assert.ok(row!.wasm! > 0);
  assert.ok('openblas' in report.engines ? row!.openblas! > 0 : row!.openblas === null);

  const written = await readFile(page, 'utf8');
  assert.match(written, /^Before\n<!-- bench: begin -->\n.*\| Cholesky solve, 300 \|.*<!-- bench: end -->\nafter\n$/s);
  assert.doesNotMatch(written, /old/);
});

test('cases of random networks run without peers', { timeout: 60_000 }, async () => {
  const { stdout } = await bench(
    ...['empirical-mlp', 'empirical-hyperkernel', 'training-step'],
    ...['--quick', '--no-peers', '--repeats', '1'],
  );
  assert.match(stdout, /empirical NTK, mlp 10 × 20.* s .*\d/);
  assert.match(stdout, /empirical hyperkernel, 5 points.* s .*\d/);
  assert.match(stdout, /training step, f 4 × 16, g 3 × 10, batch 10, wasm.* s .*\d/);
});

test('a case that does not exist is refused by name', async () => {
  await assert.rejects(bench('cholesky', 'qr'), /there is no case "qr"; there are machine, mlp/);
});
