import { kernelMatrices } from '../../kernels/kernel-matrices.ts';
import { gatheredProvenance } from './gathered-provenance.ts';
import { gatheredRows } from './gathered-rows.ts';
import { loadPoints } from './load-array.ts';
import type { Program } from './program.ts';

/** POST /v1/kernels */
export const kernelsProgram: Program<'kernels'> = async ({ parts, ...input }, context) => {
  const { architecture, outputs, layers } = input;
  if (parts) {
    const kernels = await gatheredRows(parts, outputs, input.points2 === undefined, context);
    return { kernels, provenance: gatheredProvenance(context.provenance(), parts) };
  }
  const points = await loadPoints(input.points, '/points', context);
  const points2 = input.points2 && (await loadPoints(input.points2, '/points2', context));
  context.control.stage('kernel');
  const request = { architecture, points, ...(points2 && { points2 }), outputs, layers };
  const follow = outputs.length === 1 && !layers ? context.follow : undefined;
  const result = await kernelMatrices(request, context.engine.kernels, context.control, follow);
  return {
    kernels: result.matrices,
    ...(result.layers && { layers: result.layers }),
    provenance: context.provenance(),
  };
};
