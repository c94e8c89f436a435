import { KERNELS, PAPER, SIZES, TASKS } from './paper.ts';
import { PROTOCOL_TITLES, PROTOCOLS } from './protocols.ts';
import type { Results } from './results.ts';

/** The table beside the paper's, in Markdown: mean ± standard error. */
export function report(results: Results): string {
  const lines: string[] = [];
  for (const { name: task } of TASKS) {
    lines.push(`| ${task} | ${SIZES.map((size) => `N = ${size}`).join(' | ')} |`, `| --- |${SIZES.map(() => ' ---: |').join('')}`);
    for (const row of ['hyperkernel', 'NNGP', 'hypernetwork'] as const)
      lines.push(`| paper, ${row} | ${PAPER[task][row].map((value) => value.toFixed(3)).join(' | ')} |`);
    for (const protocol of PROTOCOLS)
      for (const { name, kernel } of KERNELS) {
        const cells = SIZES.map((size) => {
          const cell = results.cell(protocol, task, kernel, size);
          return cell ? `${cell.mean.toFixed(4)} ± ${cell.error.toFixed(4)}${cell.count === 20 ? '' : ` (${cell.count})`}` : '–';
        });
        if (cells.some((cell) => cell !== '–')) lines.push(`| (${protocol}) ${name} | ${cells.join(' | ')} |`);
      }
    lines.push('');
  }
  for (const protocol of PROTOCOLS) lines.push(`- (${protocol}): ${PROTOCOL_TITLES[protocol]}.`);
  lines.push('- Mean ± standard error over 20 draws of training and test images; another number of draws stands in brackets.');
  if (results.chosen.length > 0) lines.push('', ...chosenTable(results));
  return `${lines.join('\n')}\n`;
}

function chosenTable({ chosen }: Results): string[] {
  const rows = chosen.map(({ task, kernel, size, architecture, ridge, score, tried }) => {
    if (architecture.type !== 'hypernetwork') throw new Error('a search over hypernetworks chose none');
    const { hyper, primary, coordinate_features: features } = architecture;
    const scale = features && 'length_scale' in features ? features.length_scale.toFixed(2) : '–';
    const cells = [task, kernel, size, hyper.depth, primary.depth, hyper.activation.name, hyper.bias_std ?? 0, scale, ridge.value];
    return `| ${[...cells, score.toFixed(4), tried].join(' | ')} |`;
  });
  return [
    'What (c) chose, by cross-validation over the training images of the first draw:',
    '',
    '| task | kernel | N | depth of f | depth of g | f | bias | length scale | ridge | validation MSE | tried |',
    '| --- | --- | ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
  ];
}
