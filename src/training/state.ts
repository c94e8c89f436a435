import type { NdArray } from '../nd-array.ts';
import type { CurvePoint } from './curve.ts';
import type { Parameter } from './parameter.ts';

/** Training after some steps: all that what follows depends on. */
export interface TrainingState {
  step: number;
  curve: CurvePoint[];
  parameters: Float32Array[];
  /** Of each parameter. */
  slots: Float32Array[][];
}

/** Numbers of the beginning, and of each point of the curve. */
const HEADER = 3;
const POINT = 5;

/** A state as one array: float64 holds every float32. */
export function packState({ step, curve, parameters, slots }: TrainingState): NdArray {
  const values = parameters.flatMap((parameter, index) => [parameter, ...slots[index]!]);
  const length = HEADER + POINT * curve.length + values.reduce((sum, part) => sum + part.length, 0);
  const data = new Float64Array(length);
  data.set([step, curve.length, slots[0]!.length]);
  for (const [index, point] of curve.entries()) data.set(packPoint(point), HEADER + POINT * index);
  let at = HEADER + POINT * curve.length;
  for (const part of values) {
    data.set(part, at);
    at += part.length;
  }
  return { shape: [length], data };
}

/** The state; null where it is not one of a network with these parameters and so many slots. */
export function unpackState({ data }: NdArray, parameters: readonly Parameter[], slotCount: number): TrainingState | null {
  const [step, points, slotsThere] = data;
  const sizes = parameters.map(({ shape: [rows, columns] }) => rows * columns);
  const numbers = sizes.reduce((sum, size) => sum + size, 0) * (1 + slotCount);
  if (slotsThere !== slotCount || data.length !== HEADER + POINT * points! + numbers) return null;
  const curve = Array.from({ length: points! }, (_, index) => unpackPoint(data.subarray(HEADER + POINT * index)));
  let at = HEADER + POINT * points!;
  const take = (size: number) => {
    at += size;
    return Float32Array.from(data.subarray(at - size, at));
  };
  const values = sizes.map((size) => Array.from({ length: 1 + slotCount }, () => take(size)));
  return { step: step!, curve, parameters: values.map(([own]) => own!), slots: values.map(([, ...rest]) => rest) };
}

/** NaN: there is none. */
function packPoint({ step, train, test }: CurvePoint): number[] {
  const missing = Number.NaN;
  return [step, train.loss, train.accuracy ?? missing, test?.loss ?? missing, test?.accuracy ?? missing];
}

function unpackPoint([step, loss, accuracy, testLoss, testAccuracy]: Float64Array): CurvePoint {
  const score = (value: number, right: number) => ({ loss: value, ...(!Number.isNaN(right) && { accuracy: right }) });
  const test = !Number.isNaN(testLoss) && { test: score(testLoss!, testAccuracy!) };
  return { step: step!, train: score(loss!, accuracy!), ...test };
}
