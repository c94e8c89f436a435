import { createEngine } from '../../../src/engine/create-engine.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { isHypertangentError } from '../../../src/errors.ts';
import type { GridKernel } from '../../../src/regression/full-grid/grid-kernel.ts';
import { GridSystem } from '../../../src/regression/full-grid/grid-system.ts';
import { EigenInverse } from '../../../src/regression/full-grid/preconditioner/eigen-inverse.ts';
import type { MakeInverse } from '../../../src/regression/full-grid/preconditioner/image-inverse.ts';
import { NEIGHBOURS, NeighbourInverse } from '../../../src/regression/full-grid/preconditioner/neighbour-inverse.ts';
import { PIXELS } from '../../lib/mnist.ts';
import { gridProblem, mnistMatrix, RIDGE } from '../../lib/mnist-grid.ts';
import type { FullMnistOptions, Preconditioner } from './options.ts';
import { BlocksInverse } from './preconditioners/blocks.ts';
import { NystromInverse } from './preconditioners/nystrom.ts';
import { SolutionFile } from './solution-file.ts';

const MAKERS: Record<Preconditioner, (options: FullMnistOptions) => MakeInverse> = {
  eigenvectors: () => EigenInverse.make,
  neighbours: ({ landmarks }) => NeighbourInverse.with({ landmarks, neighbours: NEIGHBOURS }),
  landmarks: ({ landmarks }) => NeighbourInverse.with({ landmarks, neighbours: 0 }),
  nystrom: ({ landmarks }) => NystromInverse.with(landmarks),
  blocks: ({ images }) => BlocksInverse.with(Math.ceil(images / 4)),
};

/** One fit with each preconditioner: seconds of the set-up and of an iteration, iterations, residual, memory. */
export async function fullMnist(options: FullMnistOptions): Promise<void> {
  const { images, kernel, preconditioners } = options;
  const { engine, reason, close } = await createEngine({ linalg: options.linalg });
  console.log(reason);
  const { architecture, points } = gridProblem(await mnistMatrix('train', images), kernel);
  const { x, z } = points as GridKernel;
  console.log(`${images} images, ${images * PIXELS} points, ${kernel}`);
  for (const name of preconditioners) {
    const grid = { architecture, kernel, x, z } as GridKernel;
    await solve(name, grid, engine, options);
  }
  await close();
}

async function solve(name: Preconditioner, grid: GridKernel, engine: Engine, options: FullMnistOptions): Promise<void> {
  const { tolerance, mostIterations } = options;
  const began = performance.now();
  const secondsSince = (from: number) => ((performance.now() - from) / 1000).toFixed(1);
  let stage = '';
  const control = {
    stage(next: string) {
      if (next !== stage) console.log(`${secondsSince(began).padStart(8)} s  ${next}`);
      stage = next;
    },
    checkpoint: async () => {},
  };
  const maker = MAKERS[name](options);
  const system = await GridSystem.make(grid, tolerance, engine, control, maker);
  const made = secondsSince(began);
  const start = performance.now();
  /** When each iteration ended. */
  const ends: number[] = [];
  const saved = new SolutionFile(options.checkpoint);
  const visit = async (solution: () => Float64Array) => {
    ends.push(performance.now());
    await saved.keep(solution, ends.length === mostIterations);
    // Where an iteration takes minutes, someone may be watching.
    if ((performance.now() - start) / ends.length > 10_000)
      console.log(`${secondsSince(began).padStart(8)} s  iteration ${ends.length}`);
  };
  const { iterations, residual } = await system
    .solve(
      grid.x.data.slice(),
      1,
      RIDGE.value,
      { tolerance, mostIterations, visit, start: await saved.read(grid.x.data.length) },
      control,
    )
    .then(async ({ x, iterations, relativeResidual }) => {
      await saved.keep(() => x, true);
      return { iterations, residual: relativeResidual };
    })
    .catch((error: unknown) => {
      if (!isHypertangentError(error, 'tolerance_not_reached')) throw error;
      return { iterations: error.details.iterations as number, residual: error.details.reached as number };
    });
  // The first one alone has a preconditioning more.
  const each = (((ends.at(-1) ?? start) - (ends.length > 1 ? ends[0]! : start)) / 1000 / Math.max(1, ends.length - 1)).toFixed(2);
  const memory = Math.round(process.resourceUsage().maxRSS / 1e3);
  console.log(
    `${name}: set up in ${made} s, ${iterations} iterations of ${each} s, residual ${residual.toExponential(1)}, ` +
      `most memory so far ${memory} MB`,
  );
}
