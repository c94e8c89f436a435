import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { executeNotebooks, missingPython, notebooks } from '../../scripts/lib/notebooks.ts';
import { testMissing } from '../support/required.ts';
import { TestService } from '../support/service.ts';

interface Output {
  output_type: string;
  execution_count?: null;
  text?: string[];
  data?: Record<string, string[] | string>;
}

interface Cell {
  cell_type: 'markdown' | 'code';
  id: string;
  metadata: object;
  source: string[];
  execution_count?: null;
  outputs?: Output[];
}

const MOST_BYTES = 200_000;

/** A folder in a folder, from the root; paths of the service are shown on purpose. */
const MACHINE_PATH = /(?<![\w.:/])\/(?!v1\/)[\w.-]+\/[\w.-]+/;

const read = (path: string): { cells: Cell[]; metadata: object } => JSON.parse(readFileSync(path, 'utf8'));

describe('notebooks as they are committed', () => {
  test('there are five', () => assert.equal(notebooks().length, 5));

  for (const path of notebooks())
    test(basename(path), () => {
      const { cells, metadata } = read(path);
      const outputs = cells.flatMap((cell) => cell.outputs ?? []);
      assert.ok(readFileSync(path).length <= MOST_BYTES, 'it is small');
      assert.ok(
        outputs.some(({ data }) => data?.['image/png']),
        'it shows what it drew: scripts/run-notebooks',
      );
      assert.deepEqual(metadata, {
        kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' },
        language_info: { name: 'python' },
      });
      for (const { id, metadata, execution_count } of cells)
        assert.deepEqual([metadata, execution_count ?? null], [{}, null], `${id} has nothing that differs from run to run`);
      for (const output of outputs) {
        assert.notEqual(output.output_type, 'error');
        const text = [output.text, output.data?.['text/plain'], output.data?.['text/html']].flat().join('');
        assert.doesNotMatch(text, MACHINE_PATH);
      }
    });
});

const missing = missingPython();
if (missing !== null) testMissing('notebooks', missing);
else
  describe('notebooks against a service', async () => {
    const service = await TestService.start();
    const folder = mkdtempSync(join(tmpdir(), 'hypertangent-'));
    after(() => rmSync(folder, { recursive: true }));

    for (const path of notebooks())
      test(`${basename(path)} runs from top to bottom`, async () => {
        const before = readFileSync(path);
        const { exitCode, output } = await executeNotebooks([path], service.url, false);
        assert.equal(exitCode, 0, output);
        assert.deepEqual(readFileSync(path), before, 'it stays as it was');
      });

    test('they leave neither jobs nor models', async () => {
      assert.deepEqual((await service.get('/v1/jobs')).json, { jobs: [] });
      assert.deepEqual((await service.get('/v1/regressions')).json, { regressions: [] });
    });

    const notebook = (name: string, source: string): string => {
      const cells = [{ cell_type: 'code', id: 'only', metadata: {}, source, execution_count: null, outputs: [] }];
      const path = join(folder, name);
      writeFileSync(path, JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }));
      return path;
    };

    test('one with a cell that fails is said to fail', async () => {
      const { exitCode, output } = await executeNotebooks([notebook('fails.ipynb', 'assert 1 + 1 == 3')], service.url, false);
      assert.equal(exitCode, 1);
      assert.match(output, /fails\.ipynb failed: [\s\S]*AssertionError/);
    });

    test('a progress bar is shown, and goes', async () => {
      const source = [
        'import hypertangent as ht',
        'ht._SILENT_SECONDS = 0',
        'shown, display = [], ht._Bar._display',
        'ht._Bar._display = lambda bar, page, text: (shown.append(page), display(bar, page, text))',
        'ht.kernel(ht.mlp(3), [[1.0]], outputs="ntk")',
        'print(shown[0].startswith("<progress"), repr(shown[-1]))',
      ];
      const path = notebook('waits.ipynb', source.join('\n'));
      const { exitCode, output } = await executeNotebooks([path], service.url, true);
      assert.equal(exitCode, 0, output);
      assert.deepEqual(
        read(path).cells[0]!.outputs!.map(({ text }) => text),
        [["True ''\n"]],
      );
    });

    test('what is written is what was shown, without warnings and what differs from run to run', async () => {
      const path = notebook('shows.ipynb', 'import sys\nprint("one")\nprint("a warning", file=sys.stderr)\nprint("two")\n6 * 7');
      assert.equal((await executeNotebooks([path], service.url, true)).exitCode, 0);
      const [cell] = read(path).cells;
      assert.deepEqual(
        cell!.outputs!.map(({ text, data }) => [text, data?.['text/plain'], cell!.execution_count]),
        [
          [['one\n', 'two\n'], undefined, null],
          [undefined, ['42'], null],
        ],
      );
    });
  });
