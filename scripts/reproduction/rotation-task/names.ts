import type { RotationOptions, RotationSource } from './options.ts';

/** As people write it. */
export const SOURCE_NAMES: Readonly<Record<RotationSource, string>> = { mnist: 'MNIST', cifar10: 'CIFAR-10' };

/** What was trained, in one paragraph. */
export function settingText(options: RotationOptions): string {
  const { samples, test, shrink, hyperWidth, parameterization, batchSize, epochs, repeats, data } = options;
  const pixels = shrink > 1 ? `, ${shrink} × ${shrink} pixels as one` : '';
  return `${samples} training and ${test} test images${pixels}; f of depth 4 and width ${hyperWidth}, ReLU, parameterisation \
${parameterization}; cross-entropy, SGD, batches of ${batchSize}, ${epochs} epochs; ${repeats} ${repeats === 1 ? 'run' : 'runs'} \
of each network, ± their standard deviation.${data === undefined ? ' Without CIFAR-10, whose files --data names.' : ''}`;
}
