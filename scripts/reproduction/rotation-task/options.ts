import { PARAMETERIZATIONS, type Parameterization } from '../../../src/training/architecture.ts';
import { count, counts, oneOf, positive } from '../../lib/options.ts';

/** Data on which rotations are predicted. */
export type RotationSource = 'mnist' | 'cifar10';

/** How hypernetworks that predict rotations are trained, and which. */
export interface RotationOptions {
  /** Widths of g. CIFAR-10 is left out where its files are not given. */
  widths: Readonly<Partial<Record<RotationSource, readonly number[]>>>;
  /** Of g. */
  depths: readonly number[];
  learningRates: readonly number[];
  /** Of f, which has four layers. */
  hyperWidth: number;
  parameterization: Parameterization;
  epochs: number;
  batchSize: number;
  /** Images to train on, and to test on. */
  samples: number;
  test: number;
  /** Side of the squares of pixels whose mean is one pixel of what the networks see. */
  shrink: number;
  repeats: number;
  /** Folder with CIFAR-10. */
  data?: string;
  output: string;
}

/** What fig2 and fig4 have in common, as the paper has it. */
export const ROTATION_FULL = {
  depths: '3,6,8',
  'hyper-width': '200',
  parameterization: 'standard',
  batch: '100',
  samples: '10000',
  test: '10000',
  shrink: '1',
  repeats: '3',
  data: '',
  output: 'output',
};

export const ROTATION_QUICK = {
  depths: '3,6',
  'hyper-width': '50',
  batch: '20',
  samples: '1000',
  test: '500',
  shrink: '2',
};

export const ROTATION_HELP = `  --data DIR              CIFAR-10 too, from its binary files in this folder
  --depths 3,6,8          of g
  --hyper-width N         of f, which has four layers (default ${ROTATION_FULL['hyper-width']})
  --parameterization standard|ntk   as in POST /v1/trainings. The paper does not say which (default standard, with which
                          its learning rate of 0.01 trains these networks)
  --batch N               default ${ROTATION_FULL.batch}
  --samples N, --test N   images to train and to test on (default ${ROTATION_FULL.samples} each)
  --shrink N              N × N pixels become one (default 1)
  --output DIR            default output`;

/** @throws Error that says which option is wrong */
export function parseRotationOptions(
  values: Readonly<Record<keyof typeof ROTATION_FULL | 'widths' | 'cifar-widths' | 'epochs', string>>,
  learningRates: readonly number[],
): RotationOptions {
  const widths = (option: 'widths' | 'cifar-widths') => counts(`--${option}`, values[option], 10_000);
  const cifar = widths('cifar-widths');
  return {
    widths: { mnist: widths('widths'), ...(values.data !== '' && { cifar10: cifar }) },
    depths: counts('--depths', values.depths, 100),
    learningRates,
    hyperWidth: count('--hyper-width', values['hyper-width'], 100_000),
    parameterization: oneOf('--parameterization', values.parameterization, PARAMETERIZATIONS),
    epochs: count('--epochs', values.epochs, 100_000),
    batchSize: count('--batch', values.batch, 50_000),
    samples: count('--samples', values.samples, 50_000),
    test: count('--test', values.test, 10_000),
    shrink: count('--shrink', values.shrink, 28),
    repeats: count('--repeats', values.repeats, 1000),
    ...(values.data !== '' && { data: values.data }),
    output: values.output,
  };
}

/** Numbers above 0, separated by commas. */
export function rates(option: string, text: string): number[] {
  return text.split(',').map((part) => positive(option, part));
}
