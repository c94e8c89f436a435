import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { decode, encode } from 'fast-png';
import { COMMANDS } from '../../src/commands/commands.ts';
import { decodeNpy } from '../../src/store/npy/decode.ts';
import { membersOf } from '../support/zip.ts';
import { TestFolder } from './run-command.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const page = await readFile(`${root}docs/command-line.md`, 'utf8');
const datasets = await readFile(`${root}docs/datasets.md`, 'utf8');
const folder = await TestFolder.make();

/** Runs the example that is marked so, in a folder of its own, with this checkout's command. */
async function example(name: string, text = page): Promise<string> {
  const [, script] = new RegExp(`<!-- test: ${name} -->\\n\`\`\`sh\\n([\\s\\S]*?)\`\`\``).exec(text)!;
  const command = `hypertangent() { '${process.execPath}' --import '${import.meta.resolve('tsx')}' '${root}src/main.ts' "$@"; }`;
  const { stdout } = await run('sh', ['-ec', `${command}\n${script}`], { cwd: folder.path });
  return stdout;
}

test('the kernels of the page', async () => {
  const rows = (await example('kernel')).trim().split('\n');
  assert.equal(rows.length, 2);
  const { shape, data } = decodeNpy(await readFile(folder.at('kernel.npy')));
  assert.deepEqual(shape, [2, 2]);
  assert.deepEqual(
    rows.flatMap((row) => row.split(',').map(Number)),
    [...data],
  );
});

test('the picture of the page', async () => {
  const side = 32;
  const grey = Uint8Array.from({ length: side * side }, (_, at) => 4 * (at % side) + 3 * Math.floor(at / side));
  const mask = Uint8Array.from(grey, (_, at) => (at % side > 12 && at % side < 16 ? 255 : 0));
  await folder.file(
    'photo.png',
    encode({ width: side, height: side, channels: 1, depth: 8, data: grey.map((v, at) => (mask[at] ? 0 : v)) }),
  );
  await folder.file('mask.png', encode({ width: side, height: side, channels: 1, depth: 8, data: mask }));
  assert.match(await example('complete'), /^96 pixels completed with the/);
  const { data } = decode(await readFile(folder.at('completed.png')));
  for (const [at, value] of data.entries()) assert.ok(Math.abs(value - grey[at]!) <= 3, `${at}: ${value} for ${grey[at]}`);
  assert.equal(decode(await readFile(folder.at('unsure.png'))).width, side);
});

test('the dataset of its page', async () => {
  assert.equal(await example('dataset', datasets), 'x  [1000, 784]\nz  [1000, 784]\ny  [1000, 1]\npairing: rows\n');
  const members = membersOf(await readFile(folder.at('rotations.npz')));
  assert.deepEqual(
    members.map(({ name }) => name),
    ['x.npy', 'z.npy', 'y.npy'],
  );
});

test('every command is on the page', () => {
  for (const name of ['serve', 'worker', ...Object.keys(COMMANDS)]) assert.match(page, new RegExp(`^\\| \`${name}\``, 'm'));
});
