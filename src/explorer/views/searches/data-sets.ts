import { short } from '../../formats/numbers.ts';
import { normalFrom, randomFrom } from './random.ts';

export interface DataSet {
  x: readonly (readonly number[])[];
  y: readonly number[];
}

/** As a request has them. */
export function inputsOf({ x }: DataSet): number[][] {
  return x.map((row) => [...row]);
}

/** y at inputs drawn evenly from a square, along a line one from each part of it, with noise. */
function drawn(seed: number, count: number, dimensions: number, noise: number, value: (x: readonly number[]) => number): DataSet {
  const random = randomFrom(seed);
  const x = Array.from({ length: count }, (_, index) =>
    dimensions === 1
      ? [short((6 * (index + random())) / count - 3)]
      : Array.from({ length: dimensions }, () => short(6 * random() - 3)),
  );
  return { x, y: x.map((input) => short(value(input) + noise * normalFrom(random))) };
}

export const DATA_SETS = {
  wave: { label: 'A noisy wave', data: drawn(7, 48, 1, 0.1, ([x]) => Math.sin(2 * x!) + 0.3 * x!) },
  steps: { label: 'Noisy steps', data: drawn(11, 48, 1, 0.05, ([x]) => Math.floor(x! + 0.5) % 2) },
  surface: { label: 'A surface over two inputs', data: drawn(3, 96, 2, 0.05, ([a, b]) => Math.sin(1.5 * a!) * Math.cos(b!)) },
} as const;

const MOST_POINTS = 500;

/** Rows of numbers, y last; a first row that has words is left out. @throws Error that says which line is wrong */
export function parseCsv(text: string): DataSet {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const rows = lines
    .map((line, index) => ({ number: index + 1, cells: line === '' ? [] : line.split(/\s*[,;\t]\s*|\s+/) }))
    .filter(({ cells }) => cells.length > 0);
  const isNumber = (cell: string) => cell !== '' && Number.isFinite(Number(cell));
  if (rows[0] && !rows[0].cells.some(isNumber)) rows.shift();
  const columns = rows[0]?.cells.length ?? 0;
  for (const { number, cells } of rows) {
    const wrong = cells.find((cell) => !isNumber(cell));
    if (wrong !== undefined) throw new Error(`line ${number}: “${wrong.slice(0, 20)}” is no number`);
    if (cells.length !== columns) throw new Error(`line ${number} has ${cells.length} numbers, the first has ${columns}`);
  }
  if (columns < 2) throw new Error('each line needs the inputs and, last, y: two numbers at least');
  if (rows.length < 4) throw new Error(`4 lines at least are needed, these are ${rows.length}`);
  if (rows.length > MOST_POINTS) throw new Error(`the page takes ${MOST_POINTS} lines at most; send more by the API`);
  const numbers = rows.map(({ cells }) => cells.map(Number));
  return { x: numbers.map((row) => row.slice(0, -1)), y: numbers.map((row) => row.at(-1)!) };
}
