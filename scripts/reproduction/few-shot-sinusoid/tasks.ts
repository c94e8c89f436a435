import { RandomStream } from '../../../src/random/stream.ts';

/** Ranges of the supplement's A.1, which has them from Finn, Abbeel and Levine (2017). */
const AMPLITUDES = [0.1, 5] as const;
const PHASES = [0, Math.PI] as const;
export const INPUTS = [-5, 5] as const;

/** y(z) = A·sin(z − φ), of which K examples are known. */
export interface Task {
  amplitude: number;
  phase: number;
  /** Inputs of the examples, ascending. */
  z: Float64Array;
  /** y at these. */
  y: Float64Array;
}

/** What tasks are for; those for different ends have nothing in common. */
export type Purpose = 'meta-training' | 'validation' | 'test';

const STREAMS: Readonly<Record<Purpose, number>> = { 'meta-training': 0, validation: 1, test: 2 };
/** Numbers of a task: amplitude, phase and inputs. */
const NUMBERS = 64;

/**
 * The first `count` tasks of a seed. Amplitude and phase do not depend on the number of shots, and the first examples of
 * 10 shots are those of 5.
 */
export function drawTasks(count: number, shots: number, seed: number, purpose: Purpose): Task[] {
  const stream = new RandomStream(seed, STREAMS[purpose]);
  return Array.from({ length: count }, (_, task) => {
    const uniform = (index: number, [from, to]: readonly [number, number]) =>
      from + (to - from) * stream.uniform(NUMBERS * task + index);
    const [amplitude, phase] = [uniform(0, AMPLITUDES), uniform(1, PHASES)];
    const z = Float64Array.from({ length: shots }, (_, shot) => uniform(2 + shot, INPUTS)).sort();
    return { amplitude, phase, z, y: z.map((input) => amplitude * Math.sin(input - phase)) };
  });
}

/** y at other inputs. */
export function valuesAt({ amplitude, phase }: Task, inputs: Float64Array): Float64Array {
  return inputs.map((input) => amplitude * Math.sin(input - phase));
}

/** The middles of `count` equal parts of the range of inputs. */
export function gridOf(count: number): Float64Array {
  const [from, to] = INPUTS;
  return Float64Array.from({ length: count }, (_, index) => from + ((to - from) * (index + 0.5)) / count);
}
