import type { Schema } from '../../../client/index.ts';
import { service } from '../../api/service.ts';
import type { DataSet } from './data-sets.ts';

export type Candidate = Pick<Schema<'Search'>['best'], 'architecture' | 'kernel' | 'ridge'>;

export interface Predicted {
  mean: number[];
  variance: number[];
}

export function fitRequest({ x, y }: DataSet, { architecture, kernel, ridge }: Candidate): Schema<'RegressionRequest'> {
  return { architecture, kernel, ridge, train: { x: x.map((row) => [...row]), y: [...y] }, solver: { kind: 'cholesky' } };
}

/** The posterior at some inputs, of a regression that is fitted for it and forgotten. */
export async function regress(
  data: DataSet,
  candidate: Candidate,
  inputs: readonly (readonly number[])[],
  signal: AbortSignal,
): Promise<Predicted> {
  const { id } = await service().fit(fitRequest(data, candidate), { signal });
  try {
    const test = { x: inputs.map((row) => [...row]) };
    const { mean, variance } = await service().predict(id, { test, variance: true }, { signal });
    return { mean: [...mean.data], variance: [...variance!.data] };
  } finally {
    void service()
      .api.DELETE('/v1/regressions/{regression_id}', { params: { path: { regression_id: id } } })
      .catch(() => {});
  }
}
