import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const skip = existsSync(`${root}/node_modules/assemblyscript`) ? false : 'assemblyscript is not installed';

test('the committed module is what its sources compile to', { skip }, () => {
  execFileSync('scripts/generate-wasm', ['--check'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
});
