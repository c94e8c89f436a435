import { useEffect, useState } from 'preact/hooks';
import type { Arrays, Schema } from '../../../client/index.ts';
import { service } from '../../api/service.ts';
import type { Architecture } from '../../parts/architecture-form.tsx';
import { type Run, useRun } from '../../state/use-run.ts';
import { OUTPUTS, type Output } from './networks.ts';
import { CURVE_ANGLES, inputsAtAngles, type MapPlan, mapPlan, type Turned } from './points.ts';

type KernelsRequest = Schema<'KernelsRequest'>;

export interface Kernels {
  architecture: Architecture;
  turned: Turned;
  curves: Readonly<Record<Output, readonly number[]>>;
  map: MapPlan & { values: Readonly<Record<Output, readonly number[]>> };
}

/** Keystrokes and clicks that come closer than this are one change. */
const SETTLED_MS = 120;

export function curvesRequest(architecture: Architecture, turned: Turned): KernelsRequest {
  return { architecture, ...inputsAtAngles(architecture.type, CURVE_ANGLES, turned), outputs: [...OUTPUTS] };
}

export function mapRequest(architecture: Architecture): KernelsRequest {
  const { points, points2 } = mapPlan(architecture.type);
  return { architecture, points, points2, outputs: [...OUTPUTS] };
}

/** The kernels of what is built, computed anew when it changes. */
export function useKernels(architecture: Architecture, turned: Turned): { kernels: Kernels | undefined; run: Run } {
  const run = useRun();
  const [kernels, setKernels] = useState<Kernels>();
  useEffect(() => {
    const settled = setTimeout(() => run.start(compute), SETTLED_MS);
    return () => clearTimeout(settled);
    async function compute(signal: AbortSignal) {
      const [curves, map] = await Promise.all(
        [curvesRequest(architecture, turned), mapRequest(architecture)].map((request) => service().kernels(request, { signal })),
      );
      signal.throwIfAborted();
      setKernels({
        architecture,
        turned,
        curves: numbersOf(curves!),
        map: { ...mapPlan(architecture.type), values: numbersOf(map!) },
      });
    }
  }, [architecture, turned]);
  return { kernels, run };
}

function numbersOf({ nngp, ntk }: Arrays): Record<Output, number[]> {
  return { nngp: [...nngp!.data], ntk: [...ntk!.data] };
}
