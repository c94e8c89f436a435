import { join } from 'node:path';
import type { Client } from '../../../src/client/index.ts';
import type { Judged } from '../trained/claims.ts';
import { writeFindings } from '../trained/findings.ts';
import { RunsFile } from '../trained/runs-file.ts';
import { tryChoices } from './choices.ts';
import { claimsOf } from './claims.ts';
import { type Measured, measure } from './measure.ts';
import type { FewShotOptions } from './options.ts';
import { choiceTable, panelsOf, resultTable } from './report.ts';
import { drawTasks, gridOf } from './tasks.ts';

const NAME = 'few-shot-sinusoid';
/** Meta-training tasks with which choices are tried. */
const CHOICE_TASKS = 300;

/** Kernel regression with the task-conditioned hyperkernel beside what is trained, and beside what knows no other tasks. */
export async function fewShotSinusoid(client: Client, options: FewShotOptions): Promise<{ measured: Measured; judged: Judged[] }> {
  const { shots, test, points, output } = options;
  const sets = shots.map((count) => ({
    known: drawTasks(CHOICE_TASKS, count, 0, 'meta-training'),
    validation: drawTasks(test, count, 0, 'validation'),
  }));
  const tried = options.choices ? await tryChoices(client, sets, gridOf(points)) : [];
  const measured = await measure(client, await RunsFile.open(join(output, `${NAME}.json`)), options);
  const judged = await writeFindings(output, {
    name: NAME,
    csv: {
      head: ['method', 'shots', 'tasks', 'repeat', 'mse', 'standard error over tasks'],
      rows: measured.results.map(({ method, shots: count, tasks: known, repeat, mse, standardError }) => {
        return [method, count, known, repeat, mse, Number.isNaN(standardError) ? '' : standardError];
      }),
    },
    panels: panelsOf(measured),
    text: [resultTable(measured), ...(tried.length > 0 ? [choiceTable(tried, shots)] : [])].join('\n\n'),
    claims: claimsOf(measured),
    agreement: 'As expected',
  });
  return { measured, judged };
}
