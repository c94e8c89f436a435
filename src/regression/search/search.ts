import { type Control, subControl } from '../../control.ts';
import type { Scorer } from './criterion.ts';
import { shuffled } from './folds.ts';
import { type Axis, combinations, type KernelChoice, kernelAxes, type Settings, type Space, withSettings } from './space.ts';

export interface SearchPlan {
  base: KernelChoice & { ridge: number };
  space: Space;
  /**
   * `grid`: every combination, in random order when the budget may end it. `descent`: one setting after the other,
   * each time the best of its values, until none gets better.
   */
  strategy: 'grid' | 'descent';
  /** Candidates, and seconds, after which no new kernel is tried; the first one is, unless there are none of them. */
  mostCandidates: number;
  mostSeconds: number;
  seed: number;
  /** Places in {@link gridOrder} of the kernels to try, of the strategy `grid`; all unless given. */
  places?: readonly number[];
}

/** One candidate that was tried. */
export interface Trial {
  settings: Partial<Settings>;
  choice: KernelChoice;
  ridge: number;
  /** The criterion, smaller is better; NaN where it could not be solved. */
  score: number;
  /** Of this candidate: its share of what its kernel took. */
  seconds: number;
}

export interface SearchOutcome {
  /** In the order in which they were tried. */
  trials: Trial[];
  /** Index of the best; −1 if none could be solved. */
  best: number;
  /** Whether nothing was left to try. */
  complete: boolean;
}

/** Tries kernels and ridges and keeps the scores of all. */
export async function search(plan: SearchPlan, scorer: Scorer, control: Control): Promise<SearchOutcome> {
  const run = new Run(plan, scorer, control);
  const complete = plan.strategy === 'grid' ? await tryAll(run, plan) : await descend(run, plan);
  return { trials: run.trials, best: run.best(), complete };
}

/** All combinations of a space without the ridges, each once, in the order in which the strategy `grid` tries them. */
export function gridOrder(space: Space, seed: number): Partial<Settings>[] {
  const different = (values: readonly unknown[]) => [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
  const all = combinations(Object.fromEntries(kernelAxes(space).map((axis) => [axis, different(space[axis]!)])) as Space);
  return shuffled(all.length, seed).map((index) => all[index]!);
}

/** λ of every candidate kernel, ascending. */
export function ridgesOf({ base, space }: Pick<SearchPlan, 'base' | 'space'>): number[] {
  return [...new Set(space.ridge ?? [base.ridge])].sort((a, b) => a - b);
}

/** Whether all were tried before the budget was used up. */
async function tryAll(run: Run, { space, seed, places }: SearchPlan): Promise<boolean> {
  const all = gridOrder(space, seed);
  for (const settings of places?.map((place) => all[place]!) ?? all) if (!(await run.try(settings))) return false;
  return true;
}

async function descend(run: Run, { space }: SearchPlan): Promise<boolean> {
  let current: Partial<Settings> = {};
  for (const axis of kernelAxes(space)) current = { ...current, [axis]: space[axis]![0] };
  if (!(await run.try(current))) return false;
  for (let improved = true; improved; ) {
    improved = false;
    for (const axis of kernelAxes(space)) {
      for (const value of space[axis as Axis]!) if (!(await run.try({ ...current, [axis]: value }))) return false;
      const { ridge: _, ...best } = run.trials[run.best()]?.settings ?? { ...current, ridge: 0 };
      improved ||= JSON.stringify(best) !== JSON.stringify(current);
      current = best;
    }
  }
  return true;
}

class Run {
  readonly trials: Trial[] = [];
  readonly #plan: SearchPlan;
  readonly #scorer: Scorer;
  readonly #control: Control;
  readonly #ridges: readonly number[];
  readonly #tried = new Set<string>();
  readonly #start = performance.now();

  constructor(plan: SearchPlan, scorer: Scorer, control: Control) {
    this.#plan = plan;
    this.#scorer = scorer;
    this.#control = control;
    this.#ridges = ridgesOf(plan);
  }

  /** Tries a kernel with every ridge, unless it was tried; false once the budget is used up. */
  async try(settings: Partial<Settings>): Promise<boolean> {
    const key = JSON.stringify(settings);
    if (this.#tried.has(key)) return true;
    const { mostCandidates, mostSeconds, base } = this.#plan;
    const began = performance.now();
    const late = mostSeconds <= 0 || (this.trials.length > 0 && (began - this.#start) / 1000 >= mostSeconds);
    if (late || this.trials.length >= mostCandidates) return false;
    this.#tried.add(key);
    const choice = withSettings(base, settings);
    const share = this.#ridges.length / mostCandidates;
    const from = this.trials.length / mostCandidates;
    const control = subControl(this.#control, Math.min(1, from), Math.min(1, from + share));
    const scores = await this.#scorer.score(choice, this.#ridges, control);
    const seconds = (performance.now() - began) / 1000 / scores.length;
    const varied = this.#plan.space.ridge !== undefined;
    for (const [r, score] of scores.entries()) {
      const ridge = this.#ridges[r]!;
      this.trials.push({ settings: varied ? { ...settings, ridge } : settings, choice, ridge, score, seconds });
    }
    return true;
  }

  best(): number {
    return this.trials.reduce(
      (best, { score }, index) => (score < (this.trials[best]?.score ?? Number.POSITIVE_INFINITY) ? index : best),
      -1,
    );
  }
}
