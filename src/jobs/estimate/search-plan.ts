import { DEFAULT_FOLDS } from '../../regression/search/criterion.ts';
import { foreseenOf, MOST_TABLE_BYTES } from '../../regression/search/foreseen.ts';
import type { Axis, Space } from '../../regression/search/space.ts';
import type { SearchInput } from '../programs/program.ts';
import { columns, pointCount, rows } from './workload.ts';

/** What f's kernels between images depend on beside their depth; of an mlp, all that its kernels do. */
const OF_F: readonly Axis[] = ['activation', 'hyperActivation', 'weightStd', 'biasStd'];
const OF_ALL: readonly Axis[] = [...OF_F, 'hyperDepth', 'primaryActivation', 'lengthScale'];

/**
 * Most numbers that candidates of a search have in common: tables, as far as they are held, and the images of each fold.
 *
 * @param fullGrid whether it is solved by full_grid, and K never held
 */
export function sharedNumbers(input: SearchInput, fullGrid: boolean): number {
  const { architecture, kernel, train, space, criterion } = input;
  const { hyperDepths, depths, kernels } = foreseenOf({ architecture, kernel }, space);
  const folds = criterion?.kind === 'cross_validation' ? criterion.folds : DEFAULT_FOLDS;
  const images = rows(train.x);
  const parts = fullGrid ? folds : 1;
  const ofF = architecture.type === 'mlp' ? 0 : parts * images ** 2 * 2 * hyperDepths.length * combinations(space, OF_F);
  const members = depths.length * kernels.length;
  const ofAll = fullGrid || members < 2 ? 0 : members * pointCount(train) ** 2 * combinations(space, OF_ALL);
  const ofCoordinates = train.z ? 2 * rows(train.z) ** 2 * (space.lengthScale?.length ?? 1) : 0;
  const tables = Math.min(MOST_TABLE_BYTES / 8, ofF + ofAll + ofCoordinates);
  return tables + (fullGrid ? folds * images * columns(train.x) : 0);
}

function combinations(space: Space, axes: readonly Axis[]): number {
  return axes.reduce((product, axis) => product * (space[axis]?.length ?? 1), 1);
}
