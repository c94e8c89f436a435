import { EigenInverse } from './eigen-inverse.ts';
import type { MakeInverse } from './image-inverse.ts';
import { NeighbourInverse } from './neighbour-inverse.ts';

/** Images of which every eigenvector is computed: 1.2 GB of them. */
export const MOST_EIGEN_IMAGES = 12_288;

/** Exact by eigenvectors where there are few enough images, else by landmarks and neighbours. */
export const nearestInverse: MakeInverse = (grid, ...rest) =>
  grid.x.shape[0] <= MOST_EIGEN_IMAGES ? EigenInverse.make(grid, ...rest) : NeighbourInverse.make(grid, ...rest);
