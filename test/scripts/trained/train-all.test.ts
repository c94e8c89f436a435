import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Condition } from '../../../scripts/reproduction/trained/condition.ts';
import { finals, finalsAgainst, meanCurve, runsWith } from '../../../scripts/reproduction/trained/curves.ts';
import { writeFindings } from '../../../scripts/reproduction/trained/findings.ts';
import { RunsFile } from '../../../scripts/reproduction/trained/runs-file.ts';
import { trainAll } from '../../../scripts/reproduction/trained/train-all.ts';
import { Client } from '../../../src/client/index.ts';
import { TestService } from '../../support/service.ts';

describe('trainings of an experiment', () => {
  let folder: string;
  let client: Client;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trained-'));
  });
  after(() => rm(folder, { recursive: true }));

  /** Rates of 0.1 and 1000, of which the second diverges. */
  const conditions: Condition[] = [0.1, 1000].map((rate) => ({
    labels: { network: 'mlp', rate },
    request: (repeat) => ({
      architecture: { type: 'mlp', depth: 2, activation: { name: 'identity' }, width: 16 },
      train: { x: { array_id: `x${repeat}` }, y: [1, 2, 3] },
      optimizer: { kind: 'sgd', learning_rate: rate },
      steps: 40,
      record_every: 10,
      seed: repeat,
    }),
  }));
  const options = (prepared: number[]) => ({
    repeats: 2,
    async prepare(repeat: number) {
      prepared.push(repeat);
      await client.putArray(`x${repeat}`, { shape: [3, 1], data: Float64Array.of(repeat, 1, 2) });
    },
    measure: async ({ parameters }: { parameters: number }) => ({ parameters }),
  });

  test('each is done once, whatever interrupts, and divergence is a result', async () => {
    client = new Client({ url: (await TestService.start()).url });
    const path = join(folder, 'runs.json');
    const prepared: number[] = [];
    const runs = await trainAll(client, await RunsFile.open(path), conditions, options(prepared));
    assert.deepEqual(prepared, [0, 1]);
    assert.deepEqual(
      runs.map(({ labels, repeat }) => [labels.rate, repeat]),
      [
        [0.1, 0],
        [1000, 0],
        [0.1, 1],
        [1000, 1],
      ],
    );
    const [calm, wild] = [runsWith(runs, { rate: 0.1 }), runsWith(runs, { rate: 1000 })];
    for (const { curve, divergedAt, measured } of calm) {
      assert.deepEqual([curve.length, divergedAt, measured], [5, undefined, { parameters: 32 }]);
      assert.ok(curve.at(-1)!.train_loss < curve[0]!.train_loss);
    }
    for (const { divergedAt, measured } of wild) assert.deepEqual([divergedAt! > 1, measured], [true, undefined], `${divergedAt}`);
    assert.deepEqual(finals(wild, 'train_loss', 9), [9, 9]);
    assert.equal((await client.api.GET('/v1/trainings')).data!.trainings.length, 0);

    const again: number[] = [];
    assert.deepEqual(await trainAll(client, await RunsFile.open(path), conditions, options(again)), runs);
    assert.deepEqual(again, []);
  });

  test('means go with their standard errors', async () => {
    const { runs } = await RunsFile.open(join(folder, 'runs.json'));
    const calm = runsWith(runs, { rate: 0.1 });
    const [a, b] = finals(calm, 'train_loss') as [number, number];
    const curve = meanCurve('calm', calm, 'train_loss', 10);
    assert.deepEqual(
      curve.points.map(([x]) => x),
      [0, 1, 2, 3, 4],
    );
    assert.ok(Math.abs(curve.points.at(-1)![1] - (a + b) / 2) < 1e-12);
    assert.ok(Math.abs(curve.band!.at(-1)! - Math.abs(a - b) / 2) < 1e-12);
    assert.deepEqual(finalsAgainst('calm', 'rate', calm, 'train_loss').points, [[0.1, (a + b) / 2]]);
  });

  test('findings are a table, a figure and a paragraph', async () => {
    const judged = await writeFindings(folder, {
      name: 'found',
      csv: { head: ['a', 'b'], rows: [['x, y', 1.5]] },
      panels: [{ title: 't', x: { label: 'x', scale: 'linear' }, y: { label: 'y', scale: 'linear' }, series: [] }],
      text: '| a |',
      claims: [{ says: 'it works', margins: [1, 1] }],
    });
    assert.equal(judged[0]!.verdict, 'agrees');
    assert.equal(await readFile(join(folder, 'found.csv'), 'utf8'), 'a,b\n"x, y",1.5\n');
    assert.equal(await readFile(join(folder, 'found.md'), 'utf8'), '| a |\n\nAgrees with the paper: it works (by 1 ± 0).\n');
    assert.match(await readFile(join(folder, 'found.svg'), 'utf8'), /^<svg /);
  });
});
