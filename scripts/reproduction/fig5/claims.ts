import { type Claim, differences } from '../trained/claims.ts';
import { finals, labelValues, runsWith } from '../trained/curves.ts';
import type { Run } from '../trained/runs-file.ts';

const CHANCE = 0.1;

/** Each width trains; each has a better accuracy, and a smaller loss, than the one before. */
export function claimsOf(runs: readonly Run[]): Claim[] {
  const widths = labelValues(runs, 'width');
  const accuracies = (width: number) => finals(runsWith(runs, { width }), 'test_accuracy', CHANCE);
  const losses = (width: number) => finals(runsWith(runs, { width }), 'test_loss', Number.POSITIVE_INFINITY);
  return [
    ...widths.map((width) => ({
      says: `n = ${width} trains: its accuracy is above chance`,
      margins: accuracies(width).map((accuracy) => accuracy - CHANCE),
    })),
    ...widths.slice(1).flatMap((width, index) => {
      const narrower = widths[index]!;
      const [wide, narrow] = [accuracies(width), accuracies(narrower)];
      const [wideLoss, narrowLoss] = [losses(width), losses(narrower)];
      const loss = {
        says: `n = ${width} has a smaller loss than ${narrower}`,
        margins: differences(narrowLoss, wideLoss),
      };
      return [
        {
          says: `n = ${width} has a better accuracy than ${narrower}`,
          margins: differences(wide, narrow),
        },
        // What diverged has no loss to compare.
        ...(loss.margins.every(Number.isFinite) ? [loss] : []),
      ];
    }),
  ];
}
