import { makeZip } from 'client-zip';
import { type Client, encodeNpy } from '../../client/index.ts';
import type { Matrix } from '../../nd-array.ts';
import { replaceFileAtomically } from '../../store/atomic-file.ts';
import type { Drawn } from './draw.ts';

/** Writes arrays to an .npz file in float32; it is there whole or not at all. */
export async function writeArrays({ arrays }: Drawn, path: string): Promise<void> {
  const files = Object.entries(arrays).map(([name, array]) => ({ name: `${name}.npy`, input: float32Npy(array) }));
  await replaceFileAtomically(path, async (handle) => {
    for await (const piece of makeZip(files) as unknown as AsyncIterable<Uint8Array>) await handle.writeFile(piece);
  });
}

/** Puts arrays to a service in float32, x as `prefix.x` and so on. @returns their ids by name */
export async function putArrays({ arrays }: Drawn, prefix: string, client: Client): Promise<Record<string, string>> {
  const ids: Record<string, string> = {};
  for (const [name, array] of Object.entries(arrays)) {
    ids[name] = `${prefix}.${name}`;
    await client.putArray(ids[name], float32Npy(array));
  }
  return ids;
}

/** What a training takes as `train` or `test`. */
export function trainingPart({ pairing }: Drawn, ids: Readonly<Record<string, string>>): object {
  const named = Object.entries(ids).map(([name, id]) => [name, { array_id: id }]);
  return { ...Object.fromEntries(named), ...(pairing && { pairing }) };
}

function float32Npy({ shape, data }: Matrix): Uint8Array<ArrayBuffer> {
  return encodeNpy({ shape, data: Float32Array.from(data) });
}
