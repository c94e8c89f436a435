import type { ActivationSpec } from '../../src/kernels/activations/activation.ts';
import type { Architecture, Hypernetwork, KernelOutput, Mlp } from '../../src/kernels/architecture.ts';
import { kernelMatrices } from '../../src/kernels/kernel-matrices.ts';
import type { Points } from '../../src/kernels/points.ts';
import { type Matrix, matrix, type NdArray } from '../../src/nd-array.ts';
import type { NaivePoints, Rows } from './naive-kernels.ts';
import { standardNormals } from './normals.ts';

/** The activations every kernel is checked with. */
export const ACTIVATIONS: ActivationSpec[] = [
  { name: 'relu' },
  { name: 'leaky_relu', negativeSlope: 0.2 },
  { name: 'abs' },
  { name: 'erf' },
  { name: 'gelu' },
  { name: 'sin' },
  { name: 'cos' },
  { name: 'rbf', gamma: 0.7 },
  { name: 'tanh' },
  { name: 'identity' },
];

export const RELU: ActivationSpec = { name: 'relu' };

export function mlp(depth: number, activation: ActivationSpec, rest: Partial<Mlp> = {}): Mlp {
  return { type: 'mlp', depth, activation, weightStd: 1, biasStd: 0, ...rest };
}

export function hypernetwork(
  hyper: Mlp,
  primary: Mlp,
  coordinateFeatures: Hypernetwork['coordinateFeatures'] = { kind: 'none' },
): Hypernetwork {
  return { type: 'hypernetwork', hyper, primary, coordinateFeatures };
}

function normalRows(count: number, columns: number, seed: number): Rows {
  const normal = standardNormals(seed);
  return Array.from({ length: count }, () => Array.from({ length: columns }, normal));
}

const negated = (values: number[]) => values.map((value) => -value);

const x = normalRows(3, 4, 11);
const z = normalRows(3, 2, 12);

/** Three random rows, then a copy of row 0, its opposite, and a zero row. */
export const X: Rows = [...x, [...x[0]!], negated(x[0]!), [0, 0, 0, 0]];

/** Coordinates for X row by row: point 3 repeats point 0, point 4 is (−x₀, z₀), row 2 is zero. */
export const Z: Rows = [z[0]!, z[1]!, [0, 0], [...z[0]!], [...z[0]!], negated(z[1]!)];

export const OTHER_X: Rows = [...normalRows(3, 4, 13), [...x[1]!]];
export const OTHER_Z: Rows = [...normalRows(3, 2, 14), [...z[1]!]];

export interface Case {
  title: string;
  architecture: Architecture;
  points: Points;
  others: Points;
  /** The same points one by one, as the naive reference takes them. */
  naive: NaivePoints;
  naiveOthers: NaivePoints;
}

/** Every architecture that an activation is checked in. */
export function casesOf(activation: ActivationSpec): Case[] {
  const biased = { weightStd: 1.2, biasStd: 0.3 };
  const networks = [
    mlp(1, activation),
    mlp(2, activation),
    mlp(4, activation),
    mlp(1, activation, biased),
    mlp(2, activation, biased),
    mlp(4, activation, { weightStd: [1.1, 0.8, 1.2, 0.9], biasStd: 0.3 }),
    mlp(3, activation, { ...biased, activation: { ...activation, gain: 0.8 } }),
  ];
  const hypernetworks: [string, Hypernetwork][] = [
    ['1 + 1', hypernetwork(mlp(1, activation), mlp(1, activation))],
    ['3 + 2', hypernetwork(mlp(3, activation), mlp(2, activation))],
    ['2 + 3', hypernetwork(mlp(2, activation), mlp(3, activation))],
    [
      '2 + 3 with biases',
      hypernetwork(mlp(2, activation, biased), mlp(3, activation, { weightStd: [1.1, 0.9, 1.2], biasStd: 0.2 })),
    ],
    [
      '2 + 2 in the Fourier limit',
      hypernetwork(mlp(2, activation), mlp(2, activation), { kind: 'fourier_limit', lengthScale: 0.8 }),
    ],
  ];
  return [
    ...networks.map((architecture) => ({ title: describeMlp(architecture), architecture, ...mlpPoints(X, OTHER_X) })),
    ...hypernetworks.flatMap(([title, architecture]) => [
      { title: `hypernetwork ${title}, rows`, architecture, ...rowPoints() },
      { title: `hypernetwork ${title}, grid`, architecture, ...gridPoints() },
    ]),
  ];
}

function describeMlp({ depth, weightStd, biasStd, activation }: Mlp): string {
  const gain = activation.gain === undefined ? '' : `, gain ${activation.gain}`;
  return `mlp of depth ${depth}, weight std ${weightStd}, bias std ${biasStd}${gain}`;
}

function mlpPoints(rows: Rows, otherRows: Rows) {
  return { points: { x: toMatrix(rows) }, others: { x: toMatrix(otherRows) }, naive: { x: rows }, naiveOthers: { x: otherRows } };
}

function rowPoints() {
  return {
    points: paired(X, Z, 'rows'),
    others: paired(OTHER_X, OTHER_Z, 'rows'),
    naive: { x: X, z: Z },
    naiveOthers: { x: OTHER_X, z: OTHER_Z },
  };
}

function gridPoints() {
  const [images, coordinates] = [X.slice(1, 4), Z.slice(0, 3)];
  const [otherImages, otherCoordinates] = [OTHER_X.slice(2), OTHER_Z.slice(2)];
  return {
    points: paired(images, coordinates, 'grid'),
    others: paired(otherImages, otherCoordinates, 'grid'),
    naive: expandGrid(images, coordinates),
    naiveOthers: expandGrid(otherImages, otherCoordinates),
  };
}

export function paired(xs: Rows, zs: Rows, pairing: 'rows' | 'grid'): Points & { z: Matrix } {
  return { x: toMatrix(xs), z: toMatrix(zs), pairing };
}

/** Every (x_i, z_j), x-major. */
export function expandGrid(xs: Rows, zs: Rows): Required<NaivePoints> {
  return { x: xs.flatMap((row) => zs.map(() => row)), z: xs.flatMap(() => zs) };
}

export function outputsOf(architecture: Architecture): KernelOutput[] {
  return architecture.type === 'mlp' ? ['nngp', 'ntk'] : ['nngp', 'ntk', 'nngp_hyper', 'ntk_hyper', 'ntk_primary'];
}

/** Every kernel of an architecture, as nested lists. */
export async function kernelsOf(architecture: Architecture, points: Points, others?: Points): Promise<Record<KernelOutput, Rows>> {
  const request = { architecture, points, outputs: outputsOf(architecture), ...(others && { points2: others }) };
  const { matrices } = await kernelMatrices(request);
  return Object.fromEntries(Object.entries(matrices).map(([output, values]) => [output, toRows(values)])) as Record<
    KernelOutput,
    Rows
  >;
}

export function toMatrix(rows: Rows): Matrix {
  return matrix(rows.length, rows[0]!.length, Float64Array.from(rows.flat()));
}

export function toRows({ shape, data }: Matrix): Rows {
  return Array.from({ length: shape[0] }, (_, i) => Array.from(data.subarray(i * shape[1], (i + 1) * shape[1])));
}

export function largestEntry(rows: Rows): number {
  return Math.max(...rows.flat().map(Math.abs));
}

/** max |actual − expected| over the largest |expected| (absolute where all of them are 0). */
export function relativeError(actual: Rows, expected: Rows): number {
  if (actual.length !== expected.length || actual.some((row, i) => row.length !== expected[i]!.length)) return Number.NaN;
  const difference = Math.max(...actual.flatMap((row, i) => row.map((value, j) => Math.abs(value - expected[i]![j]!))));
  return difference / (largestEntry(expected) || 1);
}

/** The matrices of a stack `[layers, rows, columns]`. */
export function unstack({ shape, data }: NdArray): Matrix[] {
  const [layers, rows, columns] = shape as [number, number, number];
  const size = rows * columns;
  return Array.from({ length: layers }, (_, layer) => matrix(rows, columns, data.slice(layer * size, (layer + 1) * size)));
}
