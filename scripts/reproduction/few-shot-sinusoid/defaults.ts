import type { Choice, Widths } from './networks.ts';
import type { Representation } from './representation.ts';

/** What validation tasks prefer; choices.ts has what else was tried. */
export const CHOICE: Choice = { hyperDepth: 3, primaryDepth: 2, activation: 'relu', lengthScale: 1.5 };
export const RIDGE = 0.001;

export function representationFor({ primaryDepth }: Pick<Choice, 'primaryDepth'>): Representation {
  return { kind: 'posterior', lengthScale: 2, degree: primaryDepth };
}

/** Of the network that is trained. */
export const WIDTHS: Widths = { hyper: 256, primary: 32, features: 32 };
export const LEARNING_RATE = 0.01;
export const BATCH_SIZE = 500;
