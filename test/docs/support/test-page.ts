import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { testMissing } from '../../support/required.ts';
import { type Block, testedBlocks } from './pages.ts';
import { type Run, Shell } from './shell.ts';

const execute = promisify(execFile);

/** Looks at what a block did, beyond that it ended with exit code 0 and its requests were answered below 400. */
export type Check = (run: Run) => void | Promise<void>;

export interface PageOptions {
  /** Of the service that stands in for the one on port 8080. */
  url?: string;
  environment?: Readonly<Record<string, string>>;
}

const SHELL_LANGUAGES = ['sh', 'bash'];

export const hasNumpy = await execute('python3', ['-c', 'import numpy']).then(
  () => true,
  () => false,
);

/**
 * Runs the blocks of a page that are marked `test`, in their order, as they are written but for the address and for where the built
 * command is. Those of the shell share one, and those in Python are one program.
 *
 * @param checks one for each of them
 */
export function testPage(page: string, checks: Readonly<Record<string, Check>>, { url, environment }: PageOptions = {}): void {
  const blocks = testedBlocks(page);
  const written = ({ text }: Block) =>
    (url === undefined ? text : text.replaceAll('http://127.0.0.1:8080', url)).replaceAll(
      /npx hypertangent|node dist\/main\.js/g,
      'hypertangent',
    );
  const shell = new Shell(environment);
  after(() => shell.close());

  describe(page, () => {
    test('its blocks are the ones that are tested', () => assert.deepEqual([...blocks.keys()], Object.keys(checks)));

    let python = '';
    for (const [name, block] of blocks) {
      const check = checks[name] ?? (() => {});
      if (SHELL_LANGUAGES.includes(block.language)) {
        test(name, async () => {
          const run = await shell.run(written(block));
          assert.equal(run.code, 0, run.stderr || run.stdout);
          for (const { method, path, status } of run.calls)
            assert.ok(status >= 200 && status < 400, `${method} ${path}: ${status} ${run.stdout}`);
          await check(run);
        });
        continue;
      }
      assert.equal(block.language, 'python', `${page}: ${name} is in a language that is run`);
      // What earlier blocks print is not this one's.
      const before = python;
      python += `${written(block)}\n`;
      if (!hasNumpy) testMissing('python', 'needs python3 with NumPy');
      else
        test(name, async () => {
          const program = `${before}print("\\x1e")\n${written(block)}`;
          const { stdout, stderr } = await execute('python3', ['-c', program], { cwd: shell.folder });
          await check({ code: 0, stdout: stdout.split('\u001e\n')[1]!, stderr, calls: [] });
        });
    }
  });
}
