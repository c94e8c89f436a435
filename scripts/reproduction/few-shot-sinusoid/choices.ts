import type { Client } from '../../../src/client/index.ts';
import { type Spread, spreadText } from '../trained/statistics.ts';
import { CHOICE, RIDGE, representationFor } from './defaults.ts';
import { type RegressionSettings, regressionError } from './regressions.ts';
import { REPRESENTATION_KINDS } from './representation.ts';
import type { Task } from './tasks.ts';

export interface Tried {
  /** What is other than in the default. */
  change: string;
  /** On validation tasks, by number of shots. */
  errors: Spread[];
}

const REPRESENTATION = representationFor(CHOICE);
const DEFAULT: RegressionSettings = { kernel: 'nngp', choice: CHOICE, representation: REPRESENTATION, ridge: RIDGE };

/** One thing changed at a time. */
const VARIATIONS: readonly (readonly [change: string, settings: Partial<RegressionSettings>])[] = [
  ['none', {}],
  ['the hyperkernel', { kernel: 'ntk' }],
  ...REPRESENTATION_KINDS.filter((kind) => kind !== REPRESENTATION.kind).map((kind) => {
    return [`x: ${kind}`, { representation: { ...REPRESENTATION, kind } }] as const;
  }),
  ...(['sums-and-density', 'sums'] as const).map((kind) => {
    return [`x: ${kind}, length scale 0.5`, { representation: { ...REPRESENTATION, kind, lengthScale: 0.5 } }] as const;
  }),
  ...[1, 1.5, 3].map((lengthScale) => {
    return [`x: length scale ${lengthScale}`, { representation: { ...REPRESENTATION, lengthScale } }] as const;
  }),
  ['x: as large as y, not its root', { representation: { ...REPRESENTATION, degree: 1 } }],
  ...[2, 4].map((hyperDepth) => [`f of depth ${hyperDepth}`, { choice: { ...CHOICE, hyperDepth } }] as const),
  ...([1, 3] as const).map((primaryDepth) => {
    const choice = { ...CHOICE, primaryDepth };
    return [`g of depth ${primaryDepth}`, { choice, representation: representationFor(choice) }] as const;
  }),
  ...(['leaky_relu', 'abs', 'gelu', 'erf'] as const).map((activation) => {
    return [`f with ${activation}`, { choice: { ...CHOICE, activation } }] as const;
  }),
  ...[0.75, 3].map((lengthScale) => [`g: length scale ${lengthScale}`, { choice: { ...CHOICE, lengthScale } }] as const),
  ...[0.0001, 0.01, 0.1].map((ridge) => [`ridge ${ridge}`, { ridge }] as const),
];

/** Every variation fitted to the same meta-training tasks, for each number of shots. */
export async function tryChoices(
  client: Client,
  sets: readonly { known: readonly Task[]; validation: readonly Task[] }[],
  inputs: Float64Array,
): Promise<Tried[]> {
  const tried: Tried[] = [];
  for (const [change, settings] of VARIATIONS) {
    const errors: Spread[] = [];
    for (const { known, validation } of sets)
      errors.push(await regressionError(client, known, validation, inputs, { ...DEFAULT, ...settings }));
    tried.push({ change, errors });
    console.log(`  ${change}: ${errors.map((error) => spreadText(error, 4)).join(', ')}`);
  }
  return tried;
}
