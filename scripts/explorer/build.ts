/** Writes dist/explorer: one script, one style sheet, the page, its icon, and the digits that it completes. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { digitsFile } from './digits.ts';

const source = fileURLToPath(new URL('../../src/explorer/', import.meta.url));
const target = fileURLToPath(new URL('../../dist/explorer/', import.meta.url));

const { outputFiles } = await build({
  entryPoints: [`${source}explorer.tsx`, `${source}styles/explorer.css`],
  entryNames: '[name]',
  outdir: target,
  tsconfig: `${source}tsconfig.json`,
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  legalComments: 'eof',
  logLevel: 'warning',
  write: false,
});
await mkdir(target, { recursive: true });
for (const { path, contents } of outputFiles) await replace(basename(path), contents);
for (const name of ['index.html', 'icon.svg']) await replace(name, await readFile(source + name));
await replace('digits.npy.gz', await digitsFile());

/** Whole from one moment to the next, for a service that starts meanwhile. */
async function replace(name: string, contents: Uint8Array): Promise<void> {
  const half = `${target}.${name}.${process.pid}`;
  await writeFile(half, contents);
  await rename(half, target + name);
}
