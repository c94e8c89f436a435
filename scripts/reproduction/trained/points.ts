import type { Client, Schema } from '../../../src/client/index.ts';
import type { LabelledPoints } from '../../../src/datasets/points.ts';

/** Puts examples in float32, in which networks are trained, as `NAME.x`, `NAME.z` and `NAME.y`. */
export async function putExamples(client: Client, name: string, { x, z, y }: Omit<LabelledPoints, 'pairing'>): Promise<void> {
  for (const [part, { shape, data }] of Object.entries({ x, z, y }))
    await client.putArray(`${name}.${part}`, { shape, data: Float32Array.from(data) });
}

/** Examples that were put under this name. */
export function examplesAt(name: string, pairing: LabelledPoints['pairing'] = 'rows'): Schema<'Examples'> {
  const array = (part: string) => ({ array_id: `${name}.${part}` });
  return { x: array('x'), z: array('z'), y: array('y'), pairing };
}
