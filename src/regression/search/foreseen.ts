import type { Foreseen } from '../../kernels/table-cache.ts';
import { type Axis, type KernelChoice, kernelAxes, type Settings, type Space } from './space.ts';

/** What tables that candidates have in common may take together: 512 MiB. */
export const MOST_TABLE_BYTES = 2 ** 29;

/** The depths and kernels that a space's candidates will ask for; `base` where it does not vary them. */
export function foreseenOf({ architecture, kernel }: KernelChoice, space: Space): Foreseen {
  const kernels = space.kernel ?? [kernel];
  if (architecture.type === 'mlp') return { hyperDepths: [], depths: space.depth ?? [architecture.depth], kernels };
  const { hyper, primary } = architecture;
  return {
    hyperDepths: space.hyperDepth ?? space.depth ?? [hyper.depth],
    // With f's depth g's changes, too, where they have one axis: then no two candidates differ in g's alone.
    depths: space.primaryDepth ?? (space.depth && !space.hyperDepth ? [] : (space.depth ?? [primary.depth])),
    kernels,
  };
}

/** What f's kernels between images depend on beside their depth, up to which a table has all layers. */
const OF_F: readonly Axis[] = ['activation', 'hyperActivation', 'weightStd', 'biasStd'];

/**
 * Names for what a candidate shares with all others of the same name: a hypernetwork's tables of f, and the network that
 * candidates are layers of, which differ in the kernel and in the depth of what comes last.
 */
export function tableKeys(settings: Partial<Settings>, { architecture }: KernelChoice, space: Space): string[] {
  const nameOf = (axes: readonly Axis[]) => JSON.stringify(axes.map((axis) => settings[axis] ?? null));
  const isMlp = architecture.type === 'mlp';
  const ofLast: Axis[] = isMlp ? ['depth'] : space.hyperDepth ? ['primaryDepth', 'depth'] : ['primaryDepth'];
  const network = nameOf(kernelAxes(space).filter((axis) => axis !== 'kernel' && !ofLast.includes(axis)));
  return isMlp ? [network] : [nameOf(OF_F), network];
}
