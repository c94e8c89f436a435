import type { Arrays, Schema } from '../../../client/index.ts';
import { service } from '../../api/service.ts';
import type { Architecture } from '../../parts/architecture-form.tsx';
import { batchSizes } from './batches.ts';
import { type Moments, merged, momentsOf, NO_MOMENTS, relativeError } from './moments.ts';
import { inputsAtAngles, NETWORK_ANGLES, type Turned } from './points.ts';

export const OUTPUTS = ['nngp', 'ntk'] as const;
export type Output = (typeof OUTPUTS)[number];
export const OUTPUT_NAMES: Readonly<Record<Output, string>> = { nngp: 'NNGP', ntk: 'NTK' };

/** Of each output its kernels at NETWORK_ANGLES, and how far they were from the limit after each batch. */
export interface WidthState {
  width: number;
  /** One for each batch that was drawn. */
  requests: readonly EmpiricalRequest[];
  kernels: Readonly<Record<Output, { moments: Moments; limit: readonly number[]; history: readonly HistoryPoint[] }>>;
}

interface HistoryPoint {
  networks: number;
  error: number;
}

type EmpiricalRequest = Schema<'EmpiricalKernelsRequest'>;

/** f of a hypernetwork is this many times as wide as g. */
export const HYPER_RATIO = 8;

function empiricalRequest(
  architecture: Architecture,
  turned: Turned,
  width: number,
  samples: number,
  seed: number,
): EmpiricalRequest {
  return {
    architecture: withWidth(architecture, width),
    ...inputsAtAngles(architecture.type, NETWORK_ANGLES, turned),
    outputs: [...OUTPUTS],
    samples,
    seed,
    ...(architecture.type === 'hypernetwork' && { generated_weights: 'conditioned' as const }),
  };
}

function withWidth(architecture: Architecture, width: number): Architecture {
  if (architecture.type === 'mlp') return { ...architecture, width };
  const { hyper, primary } = architecture;
  return { ...architecture, hyper: { ...hyper, width: HYPER_RATIO * width }, primary: { ...primary, width } };
}

interface DrawOptions {
  architecture: Architecture;
  turned: Turned;
  widths: readonly number[];
  networks: number;
  signal: AbortSignal;
  /** Called after each batch of each width. */
  onBatch(states: readonly WidthState[], fraction: number): void;
}

/** Draws networks of all widths in turns. */
export async function drawNetworks({ architecture, turned, widths, networks, signal, onBatch }: DrawOptions): Promise<void> {
  const states = new Map<number, WidthState>();
  const batches = batchSizes(networks);
  let done = 0;
  for (const [seed, samples] of batches.entries()) {
    for (const width of widths) {
      const request = empiricalRequest(architecture, turned, width, samples, seed);
      const answer = await service().computeArrays('/v1/empirical-kernels', request, { signal });
      signal.throwIfAborted();
      states.set(width, nextState(states.get(width), width, request, samples, answer));
      done += samples;
      onBatch([...states.values()], done / (networks * widths.length));
    }
  }
}

function nextState(
  before: WidthState | undefined,
  width: number,
  request: EmpiricalRequest,
  samples: number,
  answer: Arrays,
): WidthState {
  const kernelOf = (output: Output) => {
    const numbers = (name: string) => [...answer[`${output}_${name}`]!.data];
    const { moments = NO_MOMENTS, history = [] } = before?.kernels[output] ?? {};
    const limit = numbers('analytic');
    const together = merged(moments, momentsOf(samples, numbers('mean'), numbers('variance')));
    return {
      moments: together,
      limit,
      history: [...history, { networks: together.count, error: relativeError(together, limit) }],
    };
  };
  return { width, requests: [...(before?.requests ?? []), request], kernels: { nngp: kernelOf('nngp'), ntk: kernelOf('ntk') } };
}
