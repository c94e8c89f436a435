/** Something that a paper or the documentation reports, computed anew. */
export interface Reproduction {
  /** Its section of --help. */
  help: string;
  /** @throws Error that says which option is wrong, before anything is begun */
  run(args: readonly string[]): Promise<void>;
}
