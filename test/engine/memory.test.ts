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
  const grow = async (count: number, times: number) => {
    const args = ['--import', 'tsx', child, String(count), String(COLUMNS), withBlas ? 'openblas' : 'wasm', String(times)];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    return JSON.parse(stdout) as { before: number; growth: number; finite: boolean };
  };
  const megabytes = (bytes: number) => `${Math.round(bytes / MB)} MB`;

  test('a kernel takes its outputs and its inputs, and little beside', async (t) => {
    const { before, growth, finite } = await grow(COUNT, 1);
    const [outputs, inputs] = [2 * 8 * COUNT ** 2, 8 * COUNT * COLUMNS];
    t.diagnostic(`outputs ${megabytes(outputs)}, growth ${megabytes(growth)} from ${megabytes(before)}`);
    assert.ok(finite);
    assert.ok(growth >= outputs, 'the outputs are in memory');
    assert.ok(growth <= outputs + inputs + BESIDE, `grew by ${megabytes(growth)} for ${megabytes(outputs + inputs)}`);
  });

  test('kernels that nobody looks at any more make room for others', async (t) => {
    const [count, times] = [2500, 24];
    const { growth } = await grow(count, times);
    const outputs = 2 * 8 * count ** 2;
    t.diagnostic(`${times} × ${megabytes(outputs)}, growth ${megabytes(growth)}`);
    // Garbage is collected after every 512 MiB, by this thread, and then by the others.
    assert.ok(growth <= 512 * MB + 3 * outputs + BESIDE, `grew by ${megabytes(growth)} for ${times} × ${megabytes(outputs)}`);
  });
});
