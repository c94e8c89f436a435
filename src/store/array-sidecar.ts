import { basename, dirname } from 'node:path';
import { damagedFile } from './damage.ts';
import { openSealed } from './envelope.ts';
import { idHash } from './id-hash.ts';
import type { FileSums } from './piece-sums.ts';

/** What is known of a stored array without reading its numbers. */
export interface ArrayInfo {
  id: string;
  shape: number[];
  /** NumPy's name of the stored numbers: `<f4`. They are read as float64. */
  dtype: string;
  fortranOrder: boolean;
  /** Length of the .npy file, header included. */
  bytes: number;
  /** ISO 8601, UTC. */
  createdAt: string;
  /** Of the .npy file, hexadecimal. */
  sha256: string;
  /** Whose it is; undefined: nobody's. */
  owner?: string;
}

/** The JSON file beside the data. */
export interface Sidecar {
  id: string;
  shape: number[];
  dtype: string;
  fortran_order: boolean;
  bytes: number;
  created_at: string;
  sha256: string;
  /** See `FileSums`; absent where an earlier version wrote it. */
  crc32?: string;
  owner?: string;
  /** Name of the data file, in the same directory. */
  file: string;
}

export const isSidecarFile = (name: string): boolean => /^[0-9a-f]{64}\.json$/.test(name);

export const isDataFile = (name: string): boolean => /^[0-9a-f]{64}\.[0-9a-f]{16}\.npy$/.test(name);

export const isOwnerFolder = (name: string): boolean => /^[0-9a-f]{64}$/.test(name);

/**
 * Reads a sidecar; undefined if there is none.
 *
 * @param what names the array in errors
 * @throws HypertangentError `damaged_file`
 */
export async function readSidecar(path: string, what: string): Promise<Sidecar | undefined> {
  const opened = await openSealed(path, what);
  if (opened === undefined) return undefined;
  const sidecar: Sidecar = JSON.parse(opened.content);
  if (!belongs(sidecar, path)) throw damagedFile(what, 'something else stands in its place');
  return sidecar;
}

/** Whether a sidecar is of the id and the owner that its path is of. */
function belongs({ id, owner, file }: Sidecar, path: string): boolean {
  const folder = basename(dirname(path));
  const hash = basename(path, '.json');
  const ofOwner = isOwnerFolder(folder) ? typeof owner === 'string' && idHash(owner) === folder : owner === undefined;
  return ofOwner && typeof id === 'string' && idHash(id) === hash && isDataFile(file) && file.startsWith(hash);
}

/** What the data file is, to the bit. */
export function sumsOf({ bytes, crc32 }: Sidecar): FileSums | undefined {
  return crc32 === undefined ? undefined : { bytes, crc32 };
}

export function infoOf(sidecar: Sidecar): ArrayInfo {
  const { id, shape, dtype, bytes, sha256, owner } = sidecar;
  const info = { id, shape, dtype, fortranOrder: sidecar.fortran_order, bytes, createdAt: sidecar.created_at, sha256 };
  return { ...info, ...(owner !== undefined && { owner }) };
}
