/**
 * Compiles the AssemblyScript of `src/wasm/assembly/`; the same source gives the same bytes on every machine.
 *
 *   scripts/generate-wasm          writes src/wasm/engine-{plain,fused}.generated.wasm
 *   scripts/generate-wasm --check  fails when they are not what would be written
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** No managed objects (runtime stub), no traps with messages, memory exported; 2 MiB to begin with. */
const OPTIONS = ['-O3', '--enable', 'simd', '--runtime', 'stub', '--noAssert', '--use', 'abort=', '--initialMemory', '32'];

/** Each build and what it is compiled with beside {@link OPTIONS}. */
const BUILDS: Readonly<Record<string, readonly string[]>> = {
  'src/wasm/engine-plain.generated.wasm': [],
  'src/wasm/engine-fused.generated.wasm': ['--enable', 'relaxed-simd'],
};

const root = fileURLToPath(new URL('..', import.meta.url));

for (const [target, options] of Object.entries(BUILDS)) {
  const binary = compile(options);
  if (!process.argv.includes('--check')) {
    writeFileSync(join(root, target), binary);
  } else if (existsSync(join(root, target)) && binary.equals(readFileSync(join(root, target)))) {
    console.log(`${target} is fresh`);
  } else {
    console.error(`stale: ${target}; run npm run generate`);
    process.exitCode = 1;
  }
}

function compile(options: readonly string[]): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'wasm-'));
  try {
    const output = join(folder, 'engine.wasm');
    execFileSync(
      process.execPath,
      ['node_modules/assemblyscript/bin/asc.js', 'src/wasm/assembly/index.ts', ...OPTIONS, ...options, '--outFile', output],
      { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
    );
    return readFileSync(output);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
