import { percent } from '../../empirical/verification/verdict.ts';
import type { Schema } from '../../http/contract/types.ts';
import type { JobResult } from '../../jobs/job.ts';
import type { Architecture, Mlp } from '../../kernels/architecture.ts';
import { isNdArray } from '../../store/array-value.ts';

type Verified = JobResult<'verification'>;

/** One verification for people: what was held against what, a row for each output, the verdict. */
export function report(architecture: Architecture, found: Verified, samples: number): string {
  const rows = Object.entries(found.kernels).map(([output, kernel]) => {
    const [row, column] = kernel.worst.index as [number, number];
    const at = (matrix: typeof kernel.limit) => (isNdArray(matrix) ? matrix.data[row * matrix.shape[1]! + column]! : Number.NaN);
    const limit = `${number(at(kernel.limit))} ± ${number(at(kernel.standardError), 2)}`;
    return [
      output,
      `[${row}, ${column}]`,
      limit,
      number(at(kernel.analytic)),
      kernel.worst.z.toFixed(1),
      percent(kernel.resolution),
    ];
  });
  const head = ['output', 'worst entry', 'networks tend to', 'analytic', 'z', 'resolution'];
  const title = `${architectureText(architecture)}; ${samples} networks of each width: ${found.widths.map(widthText).join(', ')}`;
  return [title, '', ...columns([head, ...rows]), '', `${found.outcome}: ${found.explanation}`].join('\n');
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map(
    (row) =>
      `  ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('   ')}`,
  );
}

function number(value: number, digits = 5): string {
  return String(Number(value.toPrecision(digits)));
}

function widthText(choice: Verified['widths'][number]): string {
  return 'width' in choice ? String(choice.width) : `${choice.hyperWidth} and ${choice.primaryWidth}`;
}

function architectureText(architecture: Architecture): string {
  if (architecture.type === 'mlp') return `mlp of ${mlpText(architecture)}`;
  return `hypernetwork, f of ${mlpText(architecture.hyper)}, g of ${mlpText(architecture.primary)}`;
}

function mlpText({ depth, activation, biasStd }: Mlp): string {
  return `depth ${depth}, ${activation.name}${biasStd > 0 ? ' with biases' : ''}`;
}

/** The worst of several verdicts. */
export function overall(outcomes: readonly Verified['outcome'][]): Schema<'Verdict'> {
  if (outcomes.includes('failed')) return 'failed';
  return outcomes.includes('inconclusive') ? 'inconclusive' : 'passed';
}
