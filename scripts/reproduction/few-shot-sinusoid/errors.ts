import { type Spread, spreadOf } from '../trained/statistics.ts';
import { type Task, valuesAt } from './tasks.ts';

/** How far a method is off on the unseen tasks of one repeat. */
export interface Result {
  method: string;
  shots: number;
  /** Meta-training tasks; 0 where there are none. */
  tasks: number;
  repeat: number;
  /** Mean over unseen tasks of the mean square error. */
  mse: number;
  /** Its standard error; NaN where the errors of single tasks are not known. */
  standardError: number;
}

/** Over tasks, the mean square error of predictions [tasks, inputs]. */
export function errorOf(tasks: readonly Task[], inputs: Float64Array, predictions: ArrayLike<number>): Spread {
  const errors = tasks.map((task, row) => {
    const squares = valuesAt(task, inputs).map((value, k) => (value - predictions[row * inputs.length + k]!) ** 2);
    return squares.reduce((sum, value) => sum + value, 0) / inputs.length;
  });
  return spreadOf(errors);
}
