import type { Control } from '../../control.ts';
import type { Architecture, Mlp } from '../../kernels/architecture.ts';
import type { KernelEngine } from '../../kernels/kernel-engine.ts';
import { kernelMatrices } from '../../kernels/kernel-matrices.ts';
import { type Points, pointCount } from '../../kernels/points.ts';
import { foreseenDepths, ifOverflows, type TableCache } from '../../kernels/table-cache.ts';
import { type Matrix, matrix } from '../../nd-array.ts';
import type { RegressionKernel } from '../regression.ts';
import type { KernelChoice } from './space.ts';

/** A kernel after some layers of the network that comes last. */
interface Member {
  kernel: RegressionKernel;
  depth: number;
}

/**
 * A candidate's kernel matrix, to be written to by whoever asked.
 *
 * Candidates that differ in their kernel and in the depth of the network that comes last alone (an mlp, or a
 * hypernetwork's g) are layers of one: they are made together, as far as the engine's tables have room for all.
 */
export async function candidateKernel(
  choice: KernelChoice,
  points: Points,
  engine: KernelEngine,
  control: Control,
): Promise<Matrix> {
  const { architecture, kernel } = choice;
  const { tables } = engine;
  const alone = async () => {
    const { matrices } = await kernelMatrices({ architecture, points, outputs: [kernel] }, engine, control);
    return matrices[kernel]!;
  };
  if (tables === undefined) return alone();
  const members = familyOf(choice, tables);
  const count = pointCount(points);
  if (members.length === 1 || 8 * members.length * count ** 2 > tables.mostBytes) return alone();
  const copied = (source: Float64Array) => {
    const data = engine.allocate(source.length);
    data.set(source);
    return matrix(count, count, data);
  };
  const nameOf = (member: Member) =>
    `kernel ${pointsKey(points, tables)} ${JSON.stringify(withDepth(architecture, member.depth))} ${member.kernel}`;
  const held = tables.find<Float64Array>(nameOf({ kernel, depth: lastOf(architecture).depth }));
  if (held) return copied(held);
  const together = async () => {
    const made = await layersOf(architecture, members, points, engine, control);
    for (const { member, data } of made) tables.keep(nameOf(member), data, data.byteLength);
    const { depth } = lastOf(architecture);
    return copied(made.find(({ member }) => member.kernel === kernel && member.depth === depth)!.data);
  };
  return together().catch(ifOverflows(alone));
}

/** All candidates that are layers of one network; the choice itself among them. */
function familyOf({ architecture, kernel }: KernelChoice, { foreseen }: TableCache): Member[] {
  const depths = foreseenDepths(lastOf(architecture), foreseen.depths);
  const kernels = [...new Set([kernel, ...foreseen.kernels])];
  return kernels.flatMap((kernel) => depths.map((depth) => ({ kernel, depth })));
}

async function layersOf(
  architecture: Architecture,
  members: readonly Member[],
  points: Points,
  engine: KernelEngine,
  control: Control,
) {
  const deepest = withDepth(architecture, Math.max(...members.map(({ depth }) => depth)));
  const outputs = [...new Set(members.map(({ kernel }) => kernel))];
  const prepared = await engine.prepare({ architecture: deepest, points, outputs, layers: true });
  const made = members.map((member) => ({ member, data: prepared.allocate(prepared.rows * prepared.columns) }));
  const targets = made.map(({ member: { kernel, depth }, data }) => ({ output: kernel, layer: depth, data, whole: data }));
  await prepared.evaluate(0, prepared.rows, targets, control);
  await control.checkpoint(1);
  return made;
}

function lastOf(architecture: Architecture): Mlp {
  return architecture.type === 'mlp' ? architecture : architecture.primary;
}

function withDepth(architecture: Architecture, depth: number): Architecture {
  if (architecture.type === 'mlp') return { ...architecture, depth };
  return { ...architecture, primary: { ...architecture.primary, depth } };
}

function pointsKey(points: Points, tables: TableCache): string {
  return 'z' in points ? `${tables.idOf(points.x)} ${tables.idOf(points.z)} ${points.pairing}` : `${tables.idOf(points.x)}`;
}
