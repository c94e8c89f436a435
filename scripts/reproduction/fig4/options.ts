import { readQuickOptions } from '../../lib/options.ts';
import {
  parseRotationOptions,
  ROTATION_FULL,
  ROTATION_HELP,
  ROTATION_QUICK,
  type RotationOptions,
  rates,
} from '../rotation-task/options.ts';

const FULL = {
  ...ROTATION_FULL,
  widths: '50,100,200',
  'cifar-widths': '50,100,200',
  'learning-rates': '1e-7,1e-6,1e-5,1e-4,1e-3,1e-2,1e-1,1',
  epochs: '40',
};
const QUICK = {
  ...ROTATION_QUICK,
  widths: '4,40',
  'cifar-widths': '4,40',
  'learning-rates': '1e-3,0.05',
  epochs: '12',
};

export const FIG4_HELP = `fig4

Fig. 4 of the paper: the networks of fig2 after ${FULL.epochs} epochs at learning rates from 10^-7 to 1; wherever they learn, wider
and shallower g are said to be better. Writes fig4.svg, fig4.csv, fig4.md, and fig4.json, from which it goes on.

  --quick                 as in fig2, at two learning rates: a minute on two cores
  --repeats N             runs of each network (default ${FULL.repeats}; the paper has 100, but on two cores with TensorFlow's
                          library one of all 72 takes about a day)
  --widths 50,100,200     of g
  --cifar-widths 50,…     the same for CIFAR-10 (default ${FULL['cifar-widths']})
  --learning-rates 1e-7,… default ${FULL['learning-rates']}
  --epochs N              default ${FULL.epochs}
${ROTATION_HELP}
`;

/** @throws Error that says which option is wrong */
export function parseFig4Options(args: readonly string[]): RotationOptions {
  const values = readQuickOptions(args, FULL, QUICK);
  return parseRotationOptions(values, rates('--learning-rates', values['learning-rates']));
}
