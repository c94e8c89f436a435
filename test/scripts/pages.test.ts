import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { make } from '../../scripts/making/make.ts';
import type { Recipe } from '../../scripts/making/recipe.ts';
import { RECIPES } from '../../scripts/making/recipes.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SCRIPT = join(ROOT, 'scripts/pages');
const root = await mkdtemp(join(tmpdir(), 'hypertangent-pages-'));
after(() => rm(root, { recursive: true }));

test('--list has everything with its commands, and runs nothing', async () => {
  const { stdout } = await promisify(execFile)(SCRIPT, ['--list']);
  for (const [name, { page, commands }] of Object.entries(RECIPES)) {
    assert.ok(stdout.includes(`${name}: ${page}`), name);
    for (const command of commands) assert.ok(stdout.includes(command.join(' ')), command.join(' '));
  }
});

test('a name that is none is refused before anything runs', async () => {
  await assert.rejects(promisify(execFile)(SCRIPT, ['--quick', 'fig9']), /there is no fig9; there are demonstration/);
});

for (const [name, { page, commands, quick, published = {} }] of Object.entries(RECIPES)) {
  test(`${name}: its page, scripts and pictures are there, and the page says which script it is`, async () => {
    const text = await readFile(join(ROOT, page), 'utf8');
    for (const [script, first] of [...commands, ...quick]) {
      if (script !== 'node') assert.ok(existsSync(join(ROOT, script)), script);
      const named = script === 'node' ? 'hypertangent verify' : script === 'scripts/reproduce' ? `${script} ${first}` : script;
      assert.ok(text.includes(named), `${page} names ${named}`);
    }
    for (const picture of Object.values(published)) assert.ok(existsSync(join(ROOT, picture)), picture);
  });
}

const recipe: Recipe = {
  page: 'README.md',
  makes: 'a picture',
  takes: 'no time',
  commands: [['draw', '--output', 'OUTPUT']],
  quick: [['draw', '--small', '--output', 'OUTPUT']],
  published: { 'a.txt': 'docs/a.txt' },
};

test('what is made is put in its place, but not of a quick run', async () => {
  await mkdir(join(root, 'docs'));
  await writeFile(join(root, 'docs/a.txt'), 'old');
  const ran: string[] = [];
  const execute = async (command: string, args: readonly string[]) => {
    ran.push([command, ...args].join(' '));
    await writeFile(join(root, args.at(-1)!, 'a.txt'), 'new');
  };
  await make('drawing', recipe, { root, quick: true, execute });
  assert.equal(await readFile(join(root, 'docs/a.txt'), 'utf8'), 'old');
  await make('drawing', recipe, { root, quick: false, execute });
  assert.equal(await readFile(join(root, 'docs/a.txt'), 'utf8'), 'new');
  assert.deepEqual(ran, ['draw --small --output output/pages/drawing', 'draw --output output/pages/drawing']);
});

test('what fails is not published', async () => {
  const failing = make('failing', recipe, { root, quick: false, execute: async () => assert.fail('no') });
  await assert.rejects(failing, /no/);
});
