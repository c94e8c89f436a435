import type { Foreseen } from '../../kernels/table-cache.ts';
import type { KernelChoice, Space } from './space.ts';

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
