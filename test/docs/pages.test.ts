import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, test } from 'node:test';
import { SETTINGS } from '../../src/settings.ts';
import { anchorsOf, type Block, blocksOf, linksOf, PAGES, ROOT, readPage } from './support/pages.ts';

/** What is run, or says why not; other blocks show what comes back. */
const RUN_LANGUAGES = ['sh', 'bash', 'shell', 'console', 'python', 'ts', 'js', 'javascript', 'typescript'];

/** Variables that the service itself does not read. */
const OTHER_VARIABLES = [
  'HYPERTANGENT_REQUIRE', // tests
  'HYPERTANGENT_URL', // clients
  'HYPERTANGENT_API_KEY', // clients
  'HYPERTANGENT_PORT', // compose.yaml
];

const tests = readdirSync(`${ROOT}test`, { recursive: true, encoding: 'utf8' })
  .map((path) => `test/${path.replaceAll('\\', '/')}`)
  .filter((path) => path.endsWith('.test.ts'));

const runnable = PAGES.flatMap(blocksOf).filter(({ language }) => RUN_LANGUAGES.includes(language));
const where = ({ page, heading, text }: Block) => `${page}, ${heading}: ${text.split('\n')[0]}`;

test('there are pages, and all are in the index of their folder', () => {
  for (const folder of ['docs', 'docs/experiments']) {
    const index = linksOf(`${folder}/README.md`);
    for (const page of PAGES.filter((path) => posix.dirname(path) === folder && path !== `${folder}/README.md`))
      assert.ok(index.includes(posix.basename(page)), page);
  }
});

describe('every block that can be run', () => {
  test('is run by a test or says why not', () => {
    assert.deepEqual(runnable.filter(({ mark }) => mark === undefined).map(where), []);
  });

  test('is run by a test that knows its page', () => {
    const pages = new Set(runnable.filter(({ mark }) => mark && 'test' in mark).map(({ page }) => page));
    assert.ok(pages.size > 5);
    for (const page of pages)
      assert.ok(
        tests.some((path) => path !== 'test/docs/pages.test.ts' && readFileSync(ROOT + path, 'utf8').includes(page)),
        `a test names ${page}`,
      );
  });

  test('or by another one, which is there', () => {
    for (const block of runnable)
      if (block.mark && 'testedBy' in block.mark) assert.ok(tests.includes(block.mark.testedBy), where(block));
  });
});

for (const page of PAGES)
  describe(page, () => {
    test('its links lead somewhere', () => {
      for (const target of linksOf(page)) {
        const [path, anchor] = target.split('#') as [string, string?];
        const file = path === '' ? page : posix.join(posix.dirname(page), path);
        assert.ok(existsSync(ROOT + file), `${target} exists`);
        const linked = statSync(ROOT + file).isDirectory() ? posix.join(file, 'README.md') : file;
        if (anchor !== undefined) assert.ok(anchorsOf(linked).has(anchor), `${target} is a heading`);
      }
    });

    test('the settings it names exist', () => {
      const known = new Set([...SETTINGS.map(({ variable }) => variable), ...OTHER_VARIABLES]);
      for (const [name] of readPage(page).matchAll(/HYPERTANGENT_[A-Z0-9_]*[A-Z0-9]/g)) assert.ok(known.has(name), name);
    });

    test('the scripts and files it names exist', () => {
      for (const [path] of readPage(page).matchAll(/(?<![\w./])(?:scripts|src|test|openapi)\/[\w./-]*\w/g))
        if (!/\/NAME\b/.test(path)) assert.ok(existsSync(ROOT + path), path);
    });
  });
