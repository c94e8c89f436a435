import type { Client } from '../../../src/client/index.ts';
import { ProgressLine } from '../../lib/progress.ts';
import { flowInTime, LIMIT, largestEigenvalue } from './kernel-flow.ts';
import { outputsInTime, type Schedule } from './networks.ts';
import type { NtkDynamicsOptions } from './options.ts';
import { type LabelledRows, labelledRows } from './points.ts';

/** How g's width goes with that of f. */
export type Growth = 'both grow' | 'narrow g';

/** One network: how far it is from its kernel's flow, at each time. */
export interface Followed {
  growth: Growth;
  width: number;
  repeat: number;
  times: readonly number[];
  /** Root mean square over the unseen points, over that of their labels. */
  distances: readonly number[];
}

const POINTS = { train: 24, unseen: 24 };
/** Of the largest stable learning rate: little enough for steps to be a flow. */
const RATE = 0.05;

export async function followAll(client: Client, options: NtkDynamicsOptions): Promise<Followed[]> {
  const train = labelledRows(POINTS.train, 0);
  const unseen = labelledRows(POINTS.unseen, 1);
  const learningRate = (RATE * 2) / (await largestEigenvalue(client, train));
  const schedule = { learningRate, steps: [0, ...options.steps] };
  const found: Followed[] = [];
  for (const growth of ['both grow', 'narrow g'] as const)
    for (const width of options.widths) {
      const primary = growth === 'both grow' ? width : options.narrow;
      found.push(...(await follow(client, { train, unseen }, { growth, width, primary }, schedule, options)));
    }
  return found;
}

async function follow(
  client: Client,
  { train, unseen }: Record<'train' | 'unseen', LabelledRows>,
  { growth, width, primary }: { growth: Growth; width: number; primary: number },
  schedule: Schedule,
  { repeats, backend }: NtkDynamicsOptions,
): Promise<Followed[]> {
  const line = new ProgressLine(`${growth}, f of width ${width}, g of width ${primary}`.padEnd(44));
  const architecture = { ...LIMIT, hyper: { ...LIMIT.hyper, width }, primary: { ...LIMIT.primary, width: primary } };
  const all = { x: [...train.x, ...unseen.x], z: [...train.z, ...unseen.z] };
  const networks: number[][][] = [];
  for (let seed = 0; seed < repeats; seed++) {
    networks.push(await outputsInTime(client, architecture, train, all, schedule, { seed, backend }));
    line.update((seed + 1) / repeats);
  }
  line.done();
  const { length } = train.y;
  const times = schedule.steps.map((step) => step * schedule.learningRate);
  const starts = networks.map(([start]) => start!.slice(0, length));
  const flow = await flowInTime(client, train, starts, unseen, times);
  const size = rootMeanSquare(unseen.y);
  return networks.map((outputs, repeat) => ({
    growth,
    width,
    repeat,
    times,
    distances: times.map((_, time) => {
      const went = (point: number) => outputs[time]![length + point]! - outputs[0]![length + point]!;
      return rootMeanSquare(unseen.y.map((_, point) => went(point) - flow[time]![point]![repeat]!)) / size;
    }),
  }));
}

function rootMeanSquare(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
}
