import type { Schema } from '../../../client/index.ts';
import { type DataSet, inputsOf } from './data-sets.ts';

/** What a search compares. */
export type Candidate = Pick<Schema<'Search'>['best'], 'architecture' | 'kernel' | 'ridge'>;

export function fitRequest(data: DataSet, { architecture, kernel, ridge }: Candidate): Schema<'RegressionRequest'> {
  return { architecture, kernel, ridge, train: { x: inputsOf(data), y: [...data.y] }, solver: { kind: 'cholesky' } };
}
