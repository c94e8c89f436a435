/**
 * How a long computation talks to whoever asked for it.
 *
 * A computation calls `checkpoint` between blocks of some tens of milliseconds of work. The caller
 * learns how far it is, and may end it there by making `checkpoint` throw.
 */
export interface Control {
  /**
   * Reports progress and gives way.
   *
   * @param fraction of the whole that is done, 0 to 1
   * @throws HypertangentError `job_cancelled` when the computation is no longer wanted
   */
  checkpoint(fraction: number): Promise<void>;
  /** Names the part that begins, for people: "kernel", "factorisation". */
  stage(name: string): void;
}

/** Runs to the end without telling anyone. */
export const uncontrolled: Control = { checkpoint: async () => {}, stage: () => {} };

/** The part of `control` between `from` and `to`, as a control whose fractions run from 0 to 1. */
export function subControl(control: Control, from: number, to: number): Control {
  return { checkpoint: (fraction) => control.checkpoint(from + (to - from) * fraction), stage: (name) => control.stage(name) };
}
