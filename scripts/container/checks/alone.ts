import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { encodeNpy } from '../../lib/npy.ts';
import { ServiceContainer } from '../container.ts';
import type { Engine } from '../engine.ts';
import { call } from '../http.ts';
import { checkKernel } from '../known-kernel.ts';
import { timed, until } from '../wait.ts';

const MEMORY_BYTES = 512 * 2 ** 20;
/** Nothing runs in it when it is stopped. */
const STOP_SECONDS = 10;

/** The image by itself: its protection, its health, its answers, its data and its end. */
export async function checkAlone(engine: Engine): Promise<void> {
  assert.throws(() => engine.run('run', '--rm', 'hypertangent'), /there are no keys/, 'without keys it does not serve others');
  assert.match(engine.run('run', '--rm', 'hypertangent', 'node', 'dist/main.js', '--version'), /^\d+\.\d+\.\d+$/);
  const volume = `hypertangent-test-${randomUUID()}`;
  const options = ['--volume', `${volume}:/data`, '--memory', String(MEMORY_BYTES)];
  try {
    const first = await ServiceContainer.start(engine, 'hypertangent', options);
    try {
      console.log(`   ready ${first.startSeconds.toFixed(1)} s after its start`);
      checkConfinement(first);
      assert.ok(engine.healthy(first.id), 'its health check passes');
      await checkKernel(first.address);
      const system = await systemOf(first.address);
      assert.match(system.engine, /openblas/);
      assert.equal(system.limits.compute_memory_bytes, Math.floor(0.8 * MEMORY_BYTES), 'it plans with the memory that it has');
      await call(first.address, 'PUT', '/v1/arrays/kept', { npy: new Uint8Array(encodeNpy([new Float32Array([1, 2, 3])])) });
      await checkPackages(first.address);
      console.log(`   takes ${memoryOf(first)} MB with its runners`);
      const seconds = await timed(() => assert.equal(first.stop(), 0, 'its exit code after SIGTERM'));
      assert.ok(seconds < STOP_SECONDS, `it took ${seconds} s to stop`);
      console.log(`   stopped in ${seconds.toFixed(1)} s`);
    } finally {
      first.remove();
    }
    const second = await ServiceContainer.start(engine, 'hypertangent', options);
    try {
      const kept = (await call(second.address, 'GET', '/v1/arrays/kept', { headers: { accept: 'application/json' } })) as object;
      assert.deepEqual((kept as { shape: number[] }).shape, [1, 3], 'the next container finds the data');
    } finally {
      second.remove();
    }
  } finally {
    engine.run('volume', 'rm', '--force', volume);
  }
}

interface System {
  engine: string;
  limits: Record<string, number>;
  tensors: { state: string; backend?: string };
}

const systemOf = async (address: string) => (await call(address, 'GET', '/v1/system')) as System;

/** What is loaded late is there, though the image has not all of its packages' files. */
async function checkPackages(address: string): Promise<void> {
  await until('tensors are ready', 60, async () => (await systemOf(address)).tensors.state === 'ready');
  assert.equal((await systemOf(address)).tensors.backend, 'wasm');
  const page = async (path: string) => (await fetch(address + path)).text();
  assert.match(await page('/docs'), /swagger-ui/);
  assert.match(await page('/'), /src="\/?explorer\//, 'the explorer is built');
}

function checkConfinement(container: ServiceContainer): void {
  const status = container.exec('cat', '/proc/1/status');
  assert.match(status, /^Uid:\t1000\t1000\t1000\t1000$/m);
  assert.match(status, /^CapEff:\t0+$/m);
  assert.match(status, /^NoNewPrivs:\t1$/m);
  assert.throws(() => container.exec('touch', '/app/new'), /Read-only file system/);
  container.exec('touch', '/tmp/new', '/data/new');
}

/** Of all its processes: what each has for itself, and its share of the rest. */
function memoryOf(container: ServiceContainer): string {
  const shares = container.exec('sh', '-c', 'cat /proc/[0-9]*/smaps_rollup').matchAll(/^Pss: +(\d+) kB$/gm);
  const kibibytes = [...shares].reduce((sum, [, share]) => sum + Number(share), 0);
  return ((kibibytes * 1024) / 1e6).toFixed(0);
}
