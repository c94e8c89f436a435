import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { configHelp } from '../../src/config.ts';
import { TestService } from '../support/service.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const readme = readFileSync(`${root}README.md`, 'utf8');

const finiteNetworks = readFileSync(`${root}docs/finite-networks.md`, 'utf8');
const operations = readFileSync(`${root}docs/operations.md`, 'utf8');

const service = await TestService.start({ tensors: 'cpu' });

/** The code block that follows `<!-- test: name -->`, as written but for the address. */
function example(name: string, address: string, page = readme): string {
  const match = new RegExp(`<!-- test: ${name} -->\\n\`\`\`\\w+\\n([\\s\\S]*?)\`\`\``).exec(page);
  assert.ok(match, `the page has an example marked ${name}`);
  return match[1]!.replaceAll('http://127.0.0.1:8080', address);
}

async function pythonWithNumpy(): Promise<boolean> {
  return run('python3', ['-c', 'import numpy']).then(
    () => true,
    () => false,
  );
}

describe('the README', () => {
  test('its curl example runs as written', async () => {
    const { stdout } = await run('sh', ['-c', example('curl', service.url)]);
    const { kernels } = JSON.parse(stdout) as { kernels: Record<string, number[][]> };
    assert.ok(Math.abs(kernels.ntk![0]![0]! - 1.5) < 1e-12);
    assert.equal(kernels.nngp!.length, 2);
  });

  test('its Python example runs as written', async (context) => {
    if (!(await pythonWithNumpy())) {
      const required = (process.env.HYPERTANGENT_REQUIRE ?? '').split(',').includes('python');
      assert.ok(!required, 'HYPERTANGENT_REQUIRE names python, and there is no python3 with NumPy');
      return context.skip('needs python3 with NumPy');
    }
    const { stdout } = await run('python3', ['-c', example('python', service.url)]);
    const [shape, prediction] = stdout.trim().split('\n');
    assert.equal(shape, '(320, 320)');
    const [mean, variance] = prediction!.match(/[\d.e-]+/g)!.map(Number);
    assert.ok(Math.abs(mean! - 0.0625) < 0.01, `the prediction at 0.25 is ${mean}`);
    assert.ok(variance! > 0 && variance! < 0.1, `its variance is ${variance}`);
  });

  test('the page on finite networks has an example that runs as written', async () => {
    const { stdout } = await run('sh', ['-c', example('curl', service.url, finiteNetworks)]);
    const { kernels } = JSON.parse(stdout) as { kernels: { ntk: { analytic: number[][]; z: number[][] } } };
    assert.ok(Math.abs(kernels.ntk.analytic[0]![0]! - 0.9375) < 1e-12);
    assert.ok(kernels.ntk.z.flat().every((z) => Math.abs(z) < 5));
  });

  test('the page on operating it has an example that is answered the same however often it is run', async () => {
    const ask = async () =>
      JSON.parse((await run('sh', ['-c', example('curl', service.url, operations)])).stdout) as { id: string };
    const { id } = await ask();
    assert.match(id, /^[0-9a-f-]{36}$/);
    assert.equal((await ask()).id, id);
  });

  test('its links lead somewhere', () => {
    const targets = [...readme.matchAll(/\]\((?!https?:|#)([^)]+)\)/g)].map((match) => match[1]!);
    assert.ok(targets.length > 0);
    for (const target of targets) assert.ok(existsSync(`${root}${target}`), `${target} exists`);
  });

  test('the settings it names exist', () => {
    const named = new Set((readme + operations).match(/HYPERTANGENT_[A-Z_]+/g));
    for (const name of named) assert.ok(configHelp().includes(name), `${name} is a setting`);
  });
});
