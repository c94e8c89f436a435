/**
 * Compiles the AssemblyScript of `src/wasm/assembly/`; the same source gives the same bytes on every machine.
 *
 *   scripts/generate-wasm          writes src/wasm/engine.generated.wasm
 *   scripts/generate-wasm --check  fails when it is not what would be written
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** No managed objects (runtime stub), no traps with messages, memory exported; 2 MiB to begin with. */
const OPTIONS = ['-O3', '--enable', 'simd', '--runtime', 'stub', '--noAssert', '--use', 'abort=', '--initialMemory', '32'];

const root = fileURLToPath(new URL('..', import.meta.url));
const target = 'src/wasm/engine.generated.wasm';

const binary = compile();
if (!process.argv.includes('--check')) {
  writeFileSync(join(root, target), binary);
} else if (existsSync(join(root, target)) && binary.equals(readFileSync(join(root, target)))) {
  console.log(`${target} is fresh`);
} else {
  console.error(`stale: ${target}; run npm run generate`);
  process.exit(1);
}

function compile(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'wasm-'));
  try {
    const output = join(folder, 'engine.wasm');
    execFileSync(
      process.execPath,
      ['node_modules/assemblyscript/bin/asc.js', 'src/wasm/assembly/index.ts', ...OPTIONS, '--outFile', output],
      { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
    );
    return readFileSync(output);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
