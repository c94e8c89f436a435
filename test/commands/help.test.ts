import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { REPRODUCTIONS } from '../../scripts/reproduction/reproductions.ts';
import { COMMANDS, HELP } from '../../src/commands/commands.ts';
import { REPRODUCTION_NAMES, reproduceCommand } from '../../src/commands/reproduce.ts';
import { SERVE_HELP } from '../../src/commands/serve.ts';
import { runCommand, TestFolder } from './run-command.ts';

const run = promisify(execFile);
const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

function main(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return run(process.execPath, ['--import', 'tsx', MAIN, ...args]).then(
    (texts) => ({ code: 0, ...texts }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  );
}

test('--help lists the commands', async () => {
  const { code, stdout } = await main('--help');
  assert.deepEqual([code, stdout], [0, HELP]);
  for (const name of ['serve', 'worker', 'verify', 'kernel', 'complete', 'dataset', 'reproduce', 'key'])
    assert.match(stdout, new RegExp(`^ {2}${name} +\\S`, 'm'));
});

test('each command has a help with its usage, two examples and its exit codes', async () => {
  for (const [name, { run: command }] of Object.entries(COMMANDS)) {
    const { out } = await runCommand(command, ['--help']);
    assert.match(out, new RegExp(`^Usage: hypertangent ${name}\\b`), name);
    const examples = /Examples:\n((?: {2}.*\n)+)/.exec(out)?.[1]?.match(new RegExp(`hypertangent ${name}\\b`, 'g'));
    assert.ok((examples?.length ?? 0) >= 2, `${name} has two examples`);
    assert.match(out, /Exit code: 0/, name);
    for (const line of out.split('\n').filter((text) => !/^ {2}(HYPERTANGENT|HOST|PORT)/.test(text)))
      assert.ok(line.length <= 132, `${name}: ${line}`);
  }
});

test('serve and worker take nothing but --help, and a worker --health', async () => {
  const help = await main('serve', '--help');
  assert.deepEqual([help.code, help.stdout], [0, SERVE_HELP]);
  for (const name of ['serve', 'worker']) {
    const wrong = await main(name, '--port', '80');
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, new RegExp(`^unknown argument --port 80\n\nUsage: hypertangent ${name}( \\[--health\\])?\n`));
  }
});

test('what is no command exits 2 with the list', async () => {
  const { code, stderr } = await main('toString');
  assert.equal(code, 2);
  assert.match(stderr, /^unknown argument toString\n\nUsage: hypertangent/);
});

test('reproduce names what the source can reproduce, all of it', () => {
  assert.deepEqual(Object.keys(REPRODUCTION_NAMES), Object.keys(REPRODUCTIONS));
});

test('reproduce runs the script of the checkout, with its options and exit code', async () => {
  const folder = await TestFolder.make();
  const script = await folder.file('reproduce', `#!/bin/sh\necho "$@" > '${folder.at('ran')}'\nexit 7\n`);
  await run('chmod', ['+x', script]);
  const reproduce = (args: string[], path: string) => runCommand((given, means) => reproduceCommand(given, means, path), args);
  assert.equal((await reproduce(['fig1', '--networks', '5'], script)).code, 7);
  assert.equal(readFileSync(folder.at('ran'), 'utf8'), 'fig1 --networks 5\n');
  const missing = await reproduce(['fig1'], folder.at('none'));
  assert.equal(missing.code, 2);
  assert.match(missing.err, /in a checkout run scripts\/reproduce/);
  const unknown = await reproduce(['fig9'], script);
  assert.equal(unknown.code, 2);
  assert.equal(unknown.err, `there is no reproduction fig9; there are ${Object.keys(REPRODUCTIONS).join(', ')}\n`);
  assert.equal((await reproduce([], script)).code, 2);
});
