import type { Series } from '../../plots/line-plot.tsx';
import type { Trial } from './plan.ts';

export const SETTINGS = ['ridge', 'weight_std', 'bias_std', 'depth'] as const;
export type Setting = (typeof SETTINGS)[number];
export const SETTING_NAMES: Readonly<Record<Setting, string>> = {
  ridge: 'ridge λ',
  weight_std: 'weight std',
  bias_std: 'bias std',
  depth: 'depth',
};

/** For every activation and value of a setting the best score that any of the other settings reach. */
export function profileOf(trials: readonly Trial[], setting: Setting): Series[] {
  const solved = trials.filter(({ score }) => score !== null);
  const activations = [...new Set(solved.map(({ settings }) => settings.activation!.name))].sort();
  return activations.map((name, colour) => {
    const best = new Map<number, number>();
    for (const { settings, score } of solved) {
      if (settings.activation!.name !== name) continue;
      const value = settings[setting]!;
      best.set(value, Math.min(best.get(value) ?? Number.POSITIVE_INFINITY, score!));
    }
    const x = [...best.keys()].sort((a, b) => a - b);
    return { name, x, y: x.map((value) => best.get(value)!), mark: 'both', colour };
  });
}
