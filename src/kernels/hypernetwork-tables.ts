import type { Matrix } from '../nd-array.ts';
import type { Mlp } from './architecture.ts';
import { type CoordinateClasses, coordinateClasses } from './coordinate-classes.ts';
import { coordinateCovariance } from './coordinate-features.ts';
import { gramInput } from './gram.ts';
import { type HyperTable, type HyperTables, hyperTableKeys, hyperTargets } from './hyper-factor.ts';
import { type HypernetworkRequest, indexSides } from './hypernetwork-request.ts';
import { MlpKernelRows } from './mlp.ts';
import { prepareNetwork } from './network.ts';
import type { IndexedPoints } from './points.ts';
import { type LayerDiagonals, propagateDiagonal } from './recursion.ts';
import { foreseenDepths, ifOverflows, layersKey, type TableCache } from './table-cache.ts';
import type { TilePasses } from './tile.ts';

/** Tables over pairs of images, and over pairs of coordinates, are made up to these many numbers: 128 and 32 MiB. */
export const MOST_HYPER_NUMBERS = 2 ** 24;
export const MOST_INNER_NUMBERS = 2 ** 22;

/** What depends on images alone, or on coordinates alone; made once, and read by all threads. */
export interface HypernetworkTables {
  /** Null when there are too many images for tables. */
  hyper: HyperTables | null;
  /** f's kernels at each image. */
  diagonals: HyperDiagonals;
  /** Null when there are too many coordinates for a table. */
  coordinates: CoordinateTable | null;
}

export interface HyperDiagonals {
  left: LayerDiagonals;
  /** The left side's again where there is no other. */
  right: LayerDiagonals;
}

/** Σ⁰ of all coordinates. */
export interface CoordinateTable {
  /** Σ⁰(z, z′) */
  cross: Matrix;
  /** Σ⁰(z, z) and Σ⁰(z′, z′) */
  leftVariance: Float64Array;
  rightVariance: Float64Array;
  /** Set when many pairs of points share few values of Σ⁰. */
  classes: CoordinateClasses | null;
}

/** f's kernels over pairs of distinct images: what {@link HyperTables} are to hold. */
export interface HyperTableProblem {
  hyper: Mlp;
  images: Matrix;
  /** The other side; omitted: the images themselves. */
  others?: Matrix | undefined;
  keys: readonly Omit<HyperTable, 'data'>[];
}

/** How tables are made. */
export interface TableMaker {
  layers(problem: HyperTableProblem): Promise<HyperTables>;
  /** The table as those who will read it need it. */
  placed(table: CoordinateTable): CoordinateTable;
}

/**
 * All tables of a problem.
 *
 * @param cache where tables of other problems may be found, and are left for others
 */
export async function hypernetworkTables(
  request: HypernetworkRequest,
  maker: TableMaker,
  cache?: TableCache,
): Promise<HypernetworkTables> {
  const hyper = layerTables(request, maker, cache);
  // Nobody may wait for it yet when it fails.
  hyper.catch(() => {});
  // This thread's part while others do theirs.
  const coordinates = placedCoordinates(request, maker, cache);
  const diagonals = hyperDiagonals(request, cache);
  return { hyper: await hyper, coordinates, diagonals };
}

/** The tables of f; null when there are too many images. */
export function hyperTableProblem(request: HypernetworkRequest): HyperTableProblem | null {
  const { architecture, others, wanted, allLayers } = request;
  const indexed = indexSides(request);
  const left = indexed.left.images;
  const right = others && indexed.right.images;
  const keys = hyperTableKeys(architecture.hyper.depth, wanted, allLayers);
  const columns = (right ?? left).shape[0];
  const fits = left.shape[0] * columns * keys.length <= MOST_HYPER_NUMBERS;
  return fits ? { hyper: architecture.hyper, images: left, others: right, keys } : null;
}

/** The tables of f, made in this thread. */
export function tablesHere({ hyper, images, others, keys }: HyperTableProblem, passes: TilePasses): HyperTables {
  const rows = new MlpKernelRows(hyper, images, others, passes, '/architecture/hyper');
  const tables = keys.map((key) => ({ ...key, data: new Float64Array(rows.rows * rows.columns) }));
  rows.evaluate(0, rows.rows, hyperTargets(tables, rows.symmetric));
  return { rows: rows.rows, columns: rows.columns, tables };
}

async function layerTables(request: HypernetworkRequest, maker: TableMaker, cache?: TableCache): Promise<HyperTables | null> {
  const problem = hyperTableProblem(request);
  if (problem === null || cache === undefined) return problem && maker.layers(problem);
  const { hyper, images, others, keys } = problem;
  const sides = [cache.idOf(images), others ? cache.idOf(others) : null];
  const nameOf = ({ output, layer }: Omit<HyperTable, 'data'>) => `f ${sides} ${output} ${layersKey(hyper, layer)}`;
  const held = keys.flatMap((key) => {
    const data = cache.find<Float64Array>(nameOf(key));
    return data ? [{ ...key, data }] : [];
  });
  const [rows, columns] = [images.shape[0], (others ?? images).shape[0]];
  if (held.length === keys.length) return { rows, columns, tables: held };
  const more = withForeseen(problem, cache);
  const fits = 8 * rows * columns * more.keys.length <= cache.mostBytes;
  const wanted = () => maker.layers(problem);
  const { tables } = await (fits ? maker.layers(more).catch(ifOverflows(wanted)) : wanted());
  for (const table of tables) cache.keep(nameOf(table), table.data, table.data.byteLength);
  const isWanted = ({ output, layer }: HyperTable) => keys.some((key) => key.output === output && key.layer === layer);
  return { rows, columns, tables: tables.filter(isWanted) };
}

/** The problem with every table that is foreseen, too. */
function withForeseen({ hyper, keys, ...images }: HyperTableProblem, { foreseen }: TableCache): HyperTableProblem {
  const depths = foreseenDepths(hyper, foreseen.hyperDepths);
  const outputs = new Set(keys.map(({ output }) => output)).add('nngp');
  if (foreseen.kernels.includes('ntk')) outputs.add('ntk');
  const layers = [...new Set([...keys.map(({ layer }) => layer), ...depths])];
  return {
    ...images,
    hyper: { ...hyper, depth: depths.at(-1)! },
    keys: [...outputs].flatMap((output) => layers.map((layer) => ({ output, layer }))),
  };
}

/** f's kernels at each image, of both sides. */
export function hyperDiagonals(request: HypernetworkRequest, cache?: TableCache): HyperDiagonals {
  const { left, right } = indexSides(request);
  const leftDiagonals = diagonalsOf(request.architecture.hyper, left.images, cache);
  const same = right.images === left.images;
  return { left: leftDiagonals, right: same ? leftDiagonals : diagonalsOf(request.architecture.hyper, right.images, cache) };
}

function diagonalsOf(hyper: Mlp, images: Matrix, cache: TableCache | undefined): LayerDiagonals {
  const make = (depth: number) => {
    const network = prepareNetwork({ ...hyper, depth }, '/architecture/hyper');
    return propagateDiagonal(network, gramInput(images).variance, null);
  };
  if (cache === undefined) return make(hyper.depth);
  const kept = (depth: number) => {
    const bytesOf = () => 16 * depth * images.shape[0];
    return cache.get(`diagonals ${cache.idOf(images)} ${layersKey(hyper, depth)}`, () => make(depth), bytesOf);
  };
  const deepest = foreseenDepths(hyper, cache.foreseen.hyperDepths).at(-1)!;
  const found = (): LayerDiagonals => {
    try {
      return kept(deepest);
    } catch (error) {
      return ifOverflows(() => kept(hyper.depth))(error);
    }
  };
  const { covariance, tangent } = found();
  return { covariance: covariance.slice(0, hyper.depth), tangent: tangent.slice(0, hyper.depth) };
}

function placedCoordinates(request: HypernetworkRequest, maker: TableMaker, cache?: TableCache): CoordinateTable | null {
  const { left, right } = indexSides(request);
  if (!fitsTable(left, right)) return null;
  const make = () => maker.placed(coordinateTable(request)!);
  if (cache === undefined) return make();
  const { coordinateFeatures } = request.architecture;
  const sides = [cache.idOf(left.coordinates), cache.idOf(right.coordinates)];
  const key = `Σ⁰ ${sides} ${JSON.stringify(coordinateFeatures)} ${classLimit(left, right)}`;
  return cache.get(key, make, coordinateTableBytes);
}

/** Null when there are too many coordinates for a table. */
export function coordinateTable(request: HypernetworkRequest): CoordinateTable | null {
  const { left, right } = indexSides(request);
  if (!fitsTable(left, right)) return null;
  const features = coordinateCovariance(request.architecture.coordinateFeatures, '/architecture/coordinate_features');
  const embeddedLeft = features.embed(left.coordinates);
  const embeddedRight = left === right ? embeddedLeft : features.embed(right.coordinates);
  const leftVariance = features.variance(embeddedLeft);
  const rightVariance = left === right ? leftVariance : features.variance(embeddedRight);
  const cross = features.cross(embeddedLeft, embeddedRight);
  const classes = coordinateClasses(cross, leftVariance, rightVariance, classLimit(left, right));
  return { cross, leftVariance, rightVariance, classes };
}

function coordinateTableBytes({ cross, leftVariance, rightVariance, classes }: CoordinateTable): number {
  const arrays = [cross.data, leftVariance, rightVariance, ...(classes ? [classes.classOf, classes.values] : [])];
  return arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

function fitsTable(left: IndexedPoints, right: IndexedPoints): boolean {
  return left.coordinates.shape[0] * right.coordinates.shape[0] <= MOST_INNER_NUMBERS;
}

/** Classes are worth it when an image pair has at least twice as many entries as there are classes. */
function classLimit(left: IndexedPoints, right: IndexedPoints): number {
  return ((left.count / left.images.shape[0]) * (right.count / right.images.shape[0])) / 2;
}
