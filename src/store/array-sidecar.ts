import { readFile } from 'node:fs/promises';
import { errorCode } from './atomic-file.ts';

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
  owner?: string;
  /** Name of the data file, in the same directory. */
  file: string;
}

export const isSidecarFile = (name: string): boolean => /^[0-9a-f]{64}\.json$/.test(name);

export const isDataFile = (name: string): boolean => /^[0-9a-f]{64}\.[0-9a-f]{16}\.npy$/.test(name);

/** Reads a sidecar; undefined if there is none or if it is not one. Other trouble with the disk is thrown. */
export async function readSidecar(path: string): Promise<Sidecar | undefined> {
  try {
    const value: Sidecar | null = JSON.parse(await readFile(path, 'utf8'));
    return typeof value?.file === 'string' && isDataFile(value.file) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

export function infoOf(sidecar: Sidecar): ArrayInfo {
  const { id, shape, dtype, bytes, sha256, owner } = sidecar;
  const info = { id, shape, dtype, fortranOrder: sidecar.fortran_order, bytes, createdAt: sidecar.created_at, sha256 };
  return { ...info, ...(owner !== undefined && { owner }) };
}
