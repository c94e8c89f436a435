/** Numbers or pictures of a page, and what makes them. */
export interface Recipe {
  /** From the root, as all paths here. */
  page: string;
  makes: string;
  /** On two cores. */
  takes: string;
  /** Each a script and its options; OUTPUT is a folder. */
  commands: readonly Command[];
  /** The same in small: says whether it works, measures nothing. None where there is no smaller one. */
  quick: readonly Command[];
  /** Files in OUTPUT that are published, and where. */
  published?: Readonly<Record<string, string>>;
}

export type Command = readonly [script: string, ...options: string[]];

/** Stands for the folder in a command. */
export const OUTPUT = 'OUTPUT';
