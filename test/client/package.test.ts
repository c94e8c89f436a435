import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { TestService } from '../support/service.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const page = readFileSync(join(root, 'docs/client.md'), 'utf8');
const TSC = join(root, 'node_modules/typescript/bin/tsc');

const COMPILER_OPTIONS = { module: 'NodeNext', target: 'ES2023', strict: true, exactOptionalPropertyTypes: true, outDir: 'out' };

const service = await TestService.start({ tensors: 'cpu' });
const folder = await mkdtemp(join(tmpdir(), 'hypertangent-consumer-'));
after(() => rm(folder, { recursive: true }));

before(async () => {
  if (!existsSync(join(root, 'dist/client/index.js'))) await run('npm', ['run', '--silent', 'build'], { cwd: root });
  await mkdir(join(folder, 'node_modules'));
  await symlink(root, join(folder, 'node_modules/hypertangent'));
  const [, example] = /<!-- test: client -->\n```ts\n([\s\S]*?)```/.exec(page)!;
  await writeFile(join(folder, 'example.ts'), example!.replaceAll('http://127.0.0.1:8080', service.url));
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
});

/** Compiles a file as a project with this library does, for a browser: without any type of Node's. */
async function compile(file: string): Promise<string> {
  const compilerOptions = { ...COMPILER_OPTIONS, lib: ['ES2023', 'DOM', 'DOM.Iterable'], types: [] };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [file] }));
  return run(process.execPath, [TSC, '-p', folder]).then(
    () => '',
    ({ stdout }: { stdout: string }) => stdout,
  );
}

test('the page’s example compiles against the package, and runs', async () => {
  assert.equal(await compile('example.ts'), '');
  const { stdout } = await run(process.execPath, ['out/example.js'], { cwd: folder });
  assert.match(stdout, /^\[ 2, 2 \] Float64Array\(4\)/);
  assert.match(stdout, /\n1\n(?:1\n)*0\.06\d+ 0\.0\d+\n(contract_violation|invalid_value) .*depth/);
});

test('a misspelt field does not compile', async () => {
  const source = (await readExample()).replace('outputs:', 'output:');
  await writeFile(join(folder, 'misspelt.ts'), source);
  assert.match(await compile('misspelt.ts'), /misspelt\.ts\(\d+,\d+\): error TS\d+: .*'output' does not exist/);
  const other = "import { Client } from 'hypertangent/client';\nawait new Client().computeArrays('/v1/searches', { ridge: 1 });\n";
  await writeFile(join(folder, 'other.ts'), other);
  assert.match(await compile('other.ts'), /other\.ts\(2,\d+\): error TS\d+/);
});

test('the rest of the package is not for importing', async () => {
  await writeFile(join(folder, 'inside.mjs'), "await import('hypertangent/dist/main.js')");
  await assert.rejects(run(process.execPath, ['inside.mjs'], { cwd: folder }), /ERR_PACKAGE_PATH_NOT_EXPORTED/);
});

async function readExample(): Promise<string> {
  return readFileSync(join(folder, 'example.ts'), 'utf8');
}
