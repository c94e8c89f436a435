import { FINAL_ACCURACY, type Measure } from '../rotation-task/claims.ts';
import { areas } from '../trained/curves.ts';

export type Fig2Measures = Readonly<Record<'early' | 'area' | 'final', Measure>>;

/** Of the epochs: "especially at the initialization", says the paper. */
const EARLY = 0.2;

/** How fast and how well a network learns. Curves have a point for each epoch. */
export function measures(epochs: number): Fig2Measures {
  const early = Math.max(1, Math.round(EARLY * epochs));
  return {
    early: {
      name: `accuracy at epoch ${early}`,
      of: (runs) => runs.map(({ curve }) => curve[early]!.test_accuracy!),
    },
    area: { name: 'mean accuracy over all epochs', of: (runs) => areas(runs, 'test_accuracy') },
    final: FINAL_ACCURACY,
  };
}
