import { HypertangentError } from '../../errors.ts';
import type { ActivationSpec } from '../../kernels/activations/activation.ts';
import type { Architecture, Hypernetwork, Mlp } from '../../kernels/architecture.ts';
import type { RegressionKernel } from '../regression.ts';

/** What a search may vary; `depth`, `activation`, `weightStd` and `biasStd` are those of all networks. */
export interface Settings {
  depth: number;
  hyperDepth: number;
  primaryDepth: number;
  activation: ActivationSpec;
  hyperActivation: ActivationSpec;
  primaryActivation: ActivationSpec;
  weightStd: number;
  biasStd: number;
  lengthScale: number;
  kernel: RegressionKernel;
  /** λ, absolute. */
  ridge: number;
}

export type Axis = keyof Settings;

/** The values that are tried of each setting; what is not named stays as it is. */
export type Space = { readonly [Name in Axis]?: readonly Settings[Name][] };

/** What a candidate is apart from its ridge: all that its kernel depends on. */
export interface KernelChoice {
  architecture: Architecture;
  kernel: RegressionKernel;
}

/** Axes in the order in which a descent goes through them, what matters most first. All ridges share the work on one kernel. */
const ORDER: readonly Axis[] = [
  'lengthScale',
  'depth',
  'primaryDepth',
  'hyperDepth',
  'activation',
  'hyperActivation',
  'primaryActivation',
  'biasStd',
  'weightStd',
  'kernel',
];

/** Products of axes beyond this are not listed. */
const MOST_COMBINATIONS = 100_000;

/** The axes of a space without the ridge, those with values. */
export function kernelAxes(space: Space): Axis[] {
  return ORDER.filter((axis) => space[axis] !== undefined);
}

/**
 * All combinations of the values of a space, without the ridges.
 *
 * @throws HypertangentError `invalid_value` if there are more than 100,000
 */
export function combinations(space: Space): Partial<Settings>[] {
  const axes = kernelAxes(space);
  const count = axes.reduce((product, axis) => product * space[axis]!.length, 1);
  if (count > MOST_COMBINATIONS) {
    const message = `the space has ${count} combinations beside the ridges; at most ${MOST_COMBINATIONS} are searched by the strategy grid`;
    throw new HypertangentError('invalid_value', message, {
      path: '/space',
      expected: `at most ${MOST_COMBINATIONS} combinations`,
      received: count,
    });
  }
  return axes.reduce<Partial<Settings>[]>(
    (all, axis) => all.flatMap((settings) => space[axis]!.map((value) => ({ ...settings, [axis]: value }))),
    [{}],
  );
}

/**
 * A kernel with some settings in place of its own.
 *
 * @throws HypertangentError `invalid_value` where the architecture has no such setting
 */
export function withSettings({ architecture, kernel }: KernelChoice, settings: Partial<Settings>): KernelChoice {
  return {
    architecture: architecture.type === 'mlp' ? changedMlp(architecture, settings) : changedHypernetwork(architecture, settings),
    kernel: settings.kernel ?? kernel,
  };
}

function changedMlp(mlp: Mlp, settings: Partial<Settings>): Mlp {
  const { hyperDepth, primaryDepth, hyperActivation, primaryActivation, lengthScale } = settings;
  for (const [axis, value] of Object.entries({ hyperDepth, primaryDepth, hyperActivation, primaryActivation, lengthScale }))
    if (value !== undefined) throw noSuchSetting(axis, 'an mlp has none; it belongs to hypernetworks');
  return changed(mlp, settings);
}

function changedHypernetwork(network: Hypernetwork, settings: Partial<Settings>): Hypernetwork {
  const { hyperDepth: depthF, primaryDepth: depthG, hyperActivation: f, primaryActivation: g, lengthScale } = settings;
  const { coordinateFeatures } = network;
  if (lengthScale !== undefined && coordinateFeatures.kind === 'none')
    throw noSuchSetting('lengthScale', 'coordinate_features of kind none have no length scale');
  return {
    ...network,
    hyper: changed(network.hyper, { ...settings, ...(depthF && { depth: depthF }), ...(f && { activation: f }) }),
    primary: changed(network.primary, { ...settings, ...(depthG && { depth: depthG }), ...(g && { activation: g }) }),
    coordinateFeatures:
      lengthScale === undefined ? coordinateFeatures : ({ ...coordinateFeatures, lengthScale } as typeof coordinateFeatures),
  };
}

function changed(mlp: Mlp, { depth, activation, weightStd, biasStd }: Partial<Settings>): Mlp {
  const found = { ...mlp, ...(activation && { activation }), ...(weightStd !== undefined && { weightStd }) };
  return { ...found, ...(biasStd !== undefined && { biasStd }), ...(depth !== undefined && { depth }) };
}

function noSuchSetting(axis: string, reason: string): HypertangentError {
  const name = axis.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return new HypertangentError('invalid_value', `the space varies ${name}, but ${reason}`, {
    path: `/space/${name}`,
    expected: 'settings that the architecture has',
    received: name,
  });
}
