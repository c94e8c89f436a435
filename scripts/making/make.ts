import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { OUTPUT, type Recipe } from './recipe.ts';

/** Runs a command in the root; throws where it fails. */
export type Execute = (command: string, args: readonly string[]) => Promise<void>;

export interface MakeOptions {
  /** The root of the repository. */
  root: string;
  quick: boolean;
  execute: Execute;
}

/**
 * Makes what a recipe has, in a folder of its own below output/pages. What is published is put in its place, but not of a
 * quick run.
 */
export async function make(name: string, recipe: Recipe, { root, quick, execute }: MakeOptions): Promise<void> {
  const folder = join('output', 'pages', name);
  await mkdir(join(root, folder), { recursive: true });
  for (const [command, ...options] of quick ? recipe.quick : recipe.commands)
    await execute(
      command,
      options.map((option) => (option === OUTPUT ? folder : option)),
    );
  if (quick) return;
  for (const [from, to] of Object.entries(recipe.published ?? {})) await copyFile(join(root, folder, from), join(root, to));
}
