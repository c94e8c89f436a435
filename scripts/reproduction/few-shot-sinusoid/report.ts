import type { Panel, Series } from '../../lib/line-plot.ts';
import { markdownTable } from '../../lib/table.ts';
import { type Spread, spreadOf, spreadText } from '../trained/statistics.ts';
import type { Tried } from './choices.ts';
import type { Result } from './errors.ts';
import type { Measured } from './measure.ts';
import { METHODS } from './methods.ts';

/** Mean square errors by method and number of meta-training tasks, over repeats. */
export function resultTable({ results, alone }: Measured): string {
  const shots = [...new Set(results.map((result) => result.shots))];
  const sizes = [...new Set(results.map(({ tasks }) => tasks))].sort((a, b) => a - b);
  const rows = sizes.flatMap((tasks) =>
    Object.values(METHODS).flatMap((method) => {
      const cells = shots.map((count) => spreadFor(results, method, count, tasks));
      if (cells.some((cell) => cell === null)) return [];
      return [[method, tasks === 0 ? '–' : tasks, ...cells.map((cell) => spreadText(cell!, 4))]];
    }),
  );
  return [
    markdownTable(['method', 'meta-training tasks', ...shots.map((count) => `${count} shots`)], rows),
    '',
    ...alone.map(({ shots: count, names }) => `Best alone on validation tasks with ${count} shots: ${names.join('; ')}.`),
  ].join('\n');
}

export function choiceTable(tried: readonly Tried[], shots: readonly number[]): string {
  const rows = tried.map(({ change, errors }) => [change, ...errors.map((error) => spreadText(error, 4))]);
  return markdownTable(['change', ...shots.map((count) => `${count} shots`)], rows);
}

/** One for each number of shots: the error against meta-training tasks. */
export function panelsOf({ results }: Measured): Panel[] {
  return [...new Set(results.map(({ shots }) => shots))].map((shots) => {
    const own = results.filter((result) => result.shots === shots);
    const sizes = [...new Set(own.map(({ tasks }) => tasks))].filter((tasks) => tasks > 0).sort((a, b) => a - b);
    const series = Object.values(METHODS).map((name, colourOf): Series => {
      const at = (tasks: number) => spreadFor(own, name, shots, tasks);
      // Without meta-training tasks it is a level.
      const level = at(0);
      const found = sizes.flatMap((tasks) => {
        const spread = level ?? at(tasks);
        return spread ? [{ tasks, ...spread }] : [];
      });
      return {
        name,
        points: found.map(({ tasks, mean }) => [tasks, mean] as const),
        band: found.map(({ error }) => error),
        plain: level !== null,
        dashed: level !== null,
        colourOf,
      };
    });
    return {
      title: `${shots} shots`,
      x: { label: 'meta-training tasks', scale: 'log' },
      y: { label: 'MSE on unseen tasks', scale: 'log' },
      legend: 'bottom',
      series,
    };
  });
}

function spreadFor(results: readonly Result[], method: string, shots: number, tasks: number): Spread | null {
  const own = results.filter((result) => result.method === method && result.shots === shots && result.tasks === tasks);
  return own.length > 0 ? spreadOf(own.map(({ mse }) => mse)) : null;
}
