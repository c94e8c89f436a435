import { positive, readQuickOptions } from '../../lib/options.ts';
import {
  parseRotationOptions,
  ROTATION_FULL,
  ROTATION_HELP,
  ROTATION_QUICK,
  type RotationOptions,
} from '../rotation-task/options.ts';

const FULL = { ...ROTATION_FULL, widths: '10,50,100', 'cifar-widths': '100,200,300', 'learning-rate': '0.01', epochs: '100' };
const QUICK = { ...ROTATION_QUICK, widths: '4,40', 'cifar-widths': '4,40', 'learning-rate': '0.05', epochs: '12' };

export const FIG2_HELP = `fig2

Fig. 2 of the paper: hypernetworks that predict by which angle, of twelve, an image was turned, whose f sees the image and g
the turned one; test accuracy by epoch. Wider and shallower g are said to train faster. Writes fig2.svg, fig2.csv, fig2.md,
and fig2.json, from which it goes on when it is begun again.

  --quick                 smaller networks and images, fewer of them, a larger learning rate: half a minute on two cores
  --repeats N             runs of each network (default ${FULL.repeats}; the paper has 100, but on two cores with TensorFlow's
                          library one of all nine takes about three hours)
  --widths 10,50,100      of g
  --cifar-widths 100,…    the same for CIFAR-10 (default ${FULL['cifar-widths']}); a run takes days
  --learning-rate R       default ${FULL['learning-rate']}
  --epochs N              default ${FULL.epochs}
${ROTATION_HELP}
`;

/** @throws Error that says which option is wrong */
export function parseFig2Options(args: readonly string[]): RotationOptions {
  const values = readQuickOptions(args, FULL, QUICK);
  return parseRotationOptions(values, [positive('--learning-rate', values['learning-rate'])]);
}
