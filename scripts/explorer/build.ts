/** Writes dist/explorer: one script, one style sheet, the page, its icon, and the digits that it completes. */
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { digitsFile } from './digits.ts';

const source = fileURLToPath(new URL('../../src/explorer/', import.meta.url));
const target = fileURLToPath(new URL('../../dist/explorer/', import.meta.url));

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
await build({
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
});
for (const file of ['index.html', 'icon.svg']) await copyFile(source + file, target + file);
await writeFile(`${target}digits.npy.gz`, await digitsFile());
