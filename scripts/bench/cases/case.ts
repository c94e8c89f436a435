import type { Engines } from '../engines.ts';
import type { Peers } from '../peers.ts';
import type { Rates } from '../rates.ts';

/** What a case has to work with. */
export interface Bench {
  engines: Engines;
  peers: Peers;
  /** What this machine can do at best; measured once, when first asked for. */
  rates(): Promise<Rates>;
  repeats: number;
  quick: boolean;
  /** A folder that goes when the run ends. */
  folder: string;
}

/** A line of the table: one work, its medians. */
export interface Row {
  case: string;
  work: string;
  unit: 's' | 'ms' | '1/s' | 'GF/s' | 'GB/s' | 'MB' | 'ns';
  /** Ours on OpenBLAS; null where there is none, or the work has no such side. */
  openblas: number | null;
  wasm: number | null;
  /** Ours with a tensor library, which the work's name tells. */
  tensors: number | null;
  /** Null where it is not installed, or the work has none. */
  peer: { name: string; value: number } | null;
  /** What the rates of the machine predict for us with OpenBLAS. */
  floor: number | null;
  /** Ours over the peer's: OpenBLAS where there is one, else WASM or tensors. */
  ratio: number | null;
  /** What is aimed at, for people. */
  target: string | null;
}

export type Case = (bench: Bench) => Promise<Row[]>;

/** A row whose ratio follows from its sides. */
export function row(sides: Pick<Row, 'case' | 'work' | 'unit'> & Partial<Row>): Row {
  const { openblas = null, wasm = null, tensors = null, peer = null, floor = null, target = null } = sides;
  const ours = openblas ?? wasm ?? tensors;
  const ratio = ours !== null && peer !== null ? ours / peer.value : null;
  return { ...sides, openblas, wasm, tensors, peer, floor, ratio, target };
}
