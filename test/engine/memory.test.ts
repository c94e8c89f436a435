import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { forEachEngine } from './support.ts';

const MB = 2 ** 20;
const COUNT = 6000;
const COLUMNS = 50;
/** Threads with their code and tiles: what a kernel may need beside its numbers, whatever its size. */
const BESIDE = 256 * MB;

const child = fileURLToPath(new URL('./memory-child.ts', import.meta.url));

await forEachEngine((_, withBlas) => {
  test('a kernel takes its outputs and its inputs, and little beside', async (t) => {
    const args = ['--import', 'tsx', child, String(COUNT), String(COLUMNS), withBlas ? 'openblas' : 'wasm'];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const { before, growth, finite } = JSON.parse(stdout) as { before: number; growth: number; finite: boolean };
    const [outputs, inputs] = [2 * 8 * COUNT ** 2, 8 * COUNT * COLUMNS];
    const megabytes = (bytes: number) => `${Math.round(bytes / MB)} MB`;
    t.diagnostic(`outputs ${megabytes(outputs)}, growth ${megabytes(growth)} from ${megabytes(before)}`);
    assert.ok(finite);
    assert.ok(growth >= outputs, 'the outputs are in memory');
    assert.ok(growth <= outputs + inputs + BESIDE, `grew by ${megabytes(growth)} for ${megabytes(outputs + inputs)}`);
  });
});
