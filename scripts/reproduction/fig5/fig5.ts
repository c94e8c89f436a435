import { join } from 'node:path';
import type { Client } from '../../../src/client/index.ts';
import type { Panel } from '../../lib/line-plot.ts';
import type { Judged } from '../trained/claims.ts';
import { accuracyPanel, curvesCsv, type Metric, meanCurve, runsWith } from '../trained/curves.ts';
import { writeFindings } from '../trained/findings.ts';
import { type Run, RunsFile } from '../trained/runs-file.ts';
import { trainAll } from '../trained/train-all.ts';
import { claimsOf } from './claims.ts';
import { fig5Conditions, putMnist } from './conditions.ts';
import type { Fig5Options } from './options.ts';
import { widthTable } from './table.ts';

/** The paper's Fig. 5: test accuracy and loss by epoch of one hidden layer of n units, with the learning rate √n. */
export async function fig5(client: Client, options: Fig5Options): Promise<Judged[]> {
  const { repeats, output, samples, test, parameterization, batchSize, epochs } = options;
  const file = await RunsFile.open(join(output, 'fig5.json'));
  let put: Promise<void> | undefined;
  const prepare = () => (put ??= putMnist(client, options));
  const runs = await trainAll(client, file, fig5Conditions(options), { repeats, prepare });
  return writeFindings(output, {
    name: 'fig5',
    csv: curvesCsv(runs),
    panels: panelsOf(options, runs),
    text: `${samples} training and ${test} test images of MNIST; one hidden layer of n units, ReLU, parameterisation \
${parameterization}; cross-entropy, SGD with the learning rate ${rateText(options)}, batches of ${batchSize}, ${epochs} epochs; ${repeats} \
${repeats === 1 ? 'run' : 'runs'} of each, ± their standard deviation.\n\n${widthTable(runs)}`,
    claims: claimsOf(runs),
  });
}

/** Epochs of runs that did not diverge. */
function panelsOf(options: Fig5Options, runs: readonly Run[]): Panel[] {
  const { widths, samples, batchSize } = options;
  const trained = runs.filter(({ divergedAt }) => divergedAt === undefined);
  const series = (metric: Metric) =>
    widths.flatMap((width) => {
      const own = runsWith(trained, { width });
      return own.length > 0 ? [meanCurve(`n = ${width}`, own, metric, Math.ceil(samples / batchSize), 'deviation')] : [];
    });
  return [
    accuracyPanel(`(a) accuracy, learning rate ${rateText(options)}`, 'epoch', series('test_accuracy')),
    {
      title: '(b) loss',
      x: { label: 'epoch', scale: 'linear' },
      y: { label: 'test loss', scale: 'log' },
      series: series('test_loss'),
    },
  ];
}

function rateText({ learningRate }: Fig5Options): string {
  return learningRate === undefined ? '√n' : String(learningRate);
}
