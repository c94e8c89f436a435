import { join } from 'node:path';
import type { Client } from '../../../src/client/index.ts';
import { markdownTable } from '../../lib/table.ts';
import { KERNELS, PAPER, SIZES, type Task } from '../table1/paper.ts';
import { type Claim, differences, type Judged } from '../trained/claims.ts';
import { finalMse, runsWith } from '../trained/curves.ts';
import { writeFindings } from '../trained/findings.ts';
import { type Run, RunsFile } from '../trained/runs-file.ts';
import { spreadOf, spreadText } from '../trained/statistics.ts';
import { trainAll } from '../trained/train-all.ts';
import { dataName, hypernetworkOf, pixelsOf } from './conditions.ts';
import { Images, putData } from './data.ts';
import { kernelErrors } from './kernels.ts';
import type { Table1HypernetworkOptions } from './options.ts';

/** The hypernetwork's row of the paper's Table 1, beside its kernels. */
export async function table1Hypernetwork(client: Client, options: Table1HypernetworkOptions): Promise<Judged[]> {
  const file = await RunsFile.open(join(options.output, 'table1-hypernetwork.json'));
  const images = await Images.read();
  const { regressors, repeats } = options;
  const runs: Run[] = [];
  for (const size of options.sizes)
    for (const task of options.tasks) {
      const name = (repeat: number) => dataName(task, size, options, repeat);
      const found = await trainAll(client, file, [hypernetworkOf(task, size, options)], {
        repeats,
        async prepare(repeat) {
          const drawn = images.draw({ train: size, test: options.test }, repeat);
          const seen = task.mask === 'none' ? 'all' : 'top_half';
          await putData(client, name(repeat), drawn, { seen, pixels: pixelsOf(regressors), seed: repeat });
        },
        measure: (_training, _condition, repeat) => kernelErrors(client, name(repeat), task, regressors, repeat),
      });
      runs.push(...found);
    }
  return writeFindings(options.output, {
    name: 'table1-hypernetwork',
    csv: {
      head: ['task', 'images', 'repeat', ...ROWS],
      rows: runs.map((run) => [run.labels.task!, run.labels.images!, run.repeat, ...ROWS.map((row) => mseOf(run, row))]),
    },
    panels: options.tasks.map((task) => ({
      title: task.name,
      x: { label: 'training images', scale: 'log' },
      y: { label: 'test MSE', scale: 'linear' },
      series: ROWS.map((row) => {
        const spreads = options.sizes.map((size) => spreadOf(errorsOf(runs, task, size, row)));
        return {
          name: row,
          points: options.sizes.map((size, k) => [size, spreads[k]!.mean] as const),
          band: spreads.map(({ error }) => error),
        };
      }),
    })),
    text: options.tasks.map((task) => tableOf(task, runs, options)).join('\n\n'),
    claims: options.tasks.flatMap((task) => claimsOf(task, runs, options)),
  });
}

const HYPERNETWORK = 'hypernetwork';
const ROWS = [HYPERNETWORK, ...KERNELS.map(({ name }) => name)] as const;
type Row = (typeof ROWS)[number];

/** Of all pixels of the unseen images. */
function mseOf(run: Run, row: Row): number {
  return row === HYPERNETWORK ? finalMse(run) : run.measured![row]!;
}

function errorsOf(runs: readonly Run[], { name }: Task, size: number, row: Row): number[] {
  return runsWith(runs, { task: name, images: size }).map((run) => mseOf(run, row));
}

function tableOf(task: Task, runs: readonly Run[], { sizes }: Table1HypernetworkOptions): string {
  const paper = PAPER[task.name];
  const rows = ROWS.flatMap((row) => [
    [`paper, ${row}`, ...sizes.map((size) => paper[row][SIZES.indexOf(size as never)]!.toFixed(3))],
    [row, ...sizes.map((size) => spreadText(spreadOf(errorsOf(runs, task, size, row)), 4))],
  ]);
  return markdownTable([task.name, ...sizes.map((size) => `N = ${size}`)], rows);
}

function claimsOf(task: Task, runs: readonly Run[], { sizes }: Table1HypernetworkOptions): Claim[] {
  return sizes.flatMap((size) =>
    KERNELS.map(({ name }) => {
      const network = errorsOf(runs, task, size, HYPERNETWORK);
      const kernel = errorsOf(runs, task, size, name);
      return {
        says: `in ${task.name} the hypernetwork is behind the ${name} at N = ${size}`,
        margins: differences(network, kernel),
      };
    }),
  );
}
