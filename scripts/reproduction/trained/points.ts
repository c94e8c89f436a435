import type { Client, Schema } from '../../../src/client/index.ts';
import { putArrays } from '../../../src/commands/dataset/deliver.ts';
import type { LabelledPoints } from '../../../src/datasets/points.ts';
import type { Matrix } from '../../../src/nd-array.ts';

/** Puts examples in float32, in which networks are trained, as `NAME.x`, `NAME.z` where there is one, and `NAME.y`. */
export async function putExamples(client: Client, name: string, { x, z, y }: { x: Matrix; z?: Matrix; y: Matrix }): Promise<void> {
  await putArrays({ arrays: { x, ...(z && { z }), y } }, name, client);
}

/** Examples that were put under this name. @param pairing null: there is no z */
export function examplesAt(name: string, pairing: LabelledPoints['pairing'] | null = 'rows'): Schema<'Examples'> {
  const array = (part: string) => ({ array_id: `${name}.${part}` });
  return { x: array('x'), ...(pairing && { z: array('z') }), y: array('y'), ...(pairing && { pairing }) };
}
