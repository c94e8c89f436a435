import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { candidates } from '../../src/linalg/backends/openblas/find.ts';
import { BlasNotFound, loadBlas } from '../../src/linalg/backends/openblas/load.ts';

describe('where a BLAS is looked for', () => {
  const names = (platform: NodeJS.Platform, arch: NodeJS.Architecture) => candidates({ environment: {}, platform, arch }).names;

  test('HYPERTANGENT_BLAS alone, if it is set', () => {
    const environment = { HYPERTANGENT_BLAS: '/opt/blas.so' };
    for (const platform of ['linux', 'darwin', 'win32'] as const)
      assert.deepEqual(candidates({ environment, platform, arch: 'x64' }), { names: ['/opt/blas.so'], explicit: true });
  });

  test('an empty HYPERTANGENT_BLAS is none', () => {
    assert.equal(candidates({ environment: { HYPERTANGENT_BLAS: '' }, platform: 'linux', arch: 'x64' }).explicit, false);
  });

  test("Linux: Debian's threaded build of the architecture first, Fedora's before the serial one", () => {
    assert.equal(names('linux', 'x64')[0], '/usr/lib/x86_64-linux-gnu/openblas-pthread/libopenblas.so.0');
    assert.equal(names('linux', 'arm64')[0], '/usr/lib/aarch64-linux-gnu/openblas-pthread/libopenblas.so.0');
    const list = names('linux', 'x64');
    assert.ok(list.indexOf('libopenblasp.so.0') < list.indexOf('libopenblas.so.0'));
    assert.ok(list.includes('libopenblas.so.3'), 'Alpine');
  });

  test('an architecture without a known folder leaves the names', () => {
    assert.equal(names('linux', 'loong64')[0], 'libopenblasp.so.0');
  });

  test('macOS: Homebrew, then Accelerate', () => {
    assert.match(names('darwin', 'arm64')[0]!, /^\/opt\/homebrew\//);
    assert.match(names('darwin', 'arm64').at(-1)!, /Accelerate$/);
  });

  test('other systems look as Linux does', () => {
    assert.deepEqual(names('freebsd', 'loong64'), names('linux', 'loong64'));
  });
});

describe('what cannot be loaded', () => {
  const load = (environment: Record<string, string>, platform: NodeJS.Platform = 'linux') =>
    loadBlas({ environment, platform, arch: 'x64' });

  test('a library that is named and not there', async () => {
    await assert.rejects(load({ HYPERTANGENT_BLAS: '/nowhere/libblas.so' }), (error) => {
      assert.ok(error instanceof BlasNotFound && error.explicit);
      assert.match(error.message, /^\/nowhere\/libblas\.so: /);
      return true;
    });
  });

  test('a library without the routines', { skip: process.platform === 'linux' ? false : 'libm.so.6 is of Linux' }, async () => {
    await assert.rejects(load({ HYPERTANGENT_BLAS: 'libm.so.6' }), /cblas_dgemm/);
  });

  test('none at all: what was tried, what to install', async () => {
    await assert.rejects(load({}, process.platform === 'win32' ? 'darwin' : 'win32'), (error) => {
      assert.ok(error instanceof BlasNotFound && !error.explicit);
      assert.match(error.message, /install libopenblas0-pthread.*HYPERTANGENT_BLAS.*Tried: /);
      return true;
    });
  });
});
