import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { Tensors } from '../empirical/backends/tensor-backend.ts';
import type { Block } from './blocks.ts';
import type { Score } from './curve.ts';
import type { HeldExamples, HeldPoints } from './held-examples.ts';
import { type LossSpec, lossOf, rightOnes } from './losses/loss.ts';
import type { NetworkPass, TrainableNetwork } from './networks/network.ts';
import { type Moving, type Optimizer, type OptimizerSpec, optimizerOf } from './optimizers/optimizer.ts';

/** A network with its parameters as tensors, which an optimizer moves where there is one. */
export class Model {
  readonly #tf: Tensors;
  readonly #network: TrainableNetwork;
  readonly #forth: ReturnType<TrainableNetwork['open']>;
  readonly #optimizer: Optimizer | undefined;
  readonly #moving: Moving[];

  /**
   * @param parameters their values
   * @param optimizer that moves them, where any does
   * @param slots what it remembers of each; nothing yet unless given
   */
  constructor(
    tf: Tensors,
    network: TrainableNetwork,
    parameters: readonly Float32Array[],
    optimizer?: OptimizerSpec,
    slots?: readonly (readonly Float32Array[])[],
  ) {
    this.#tf = tf;
    this.#network = network;
    this.#forth = network.open(tf);
    this.#optimizer = optimizer && optimizerOf(optimizer);
    // Within `tidy`, so that nothing is left where one of them cannot be held.
    this.#moving = tf.tidy(() =>
      network.parameters.map(({ shape }, index) => {
        const held = (values: Float32Array) => tf.tensor2d(values, [...shape], 'float32');
        const empty = () => tf.zeros([...shape]);
        const own = slots?.[index]?.map(held) ?? Array.from({ length: this.#optimizer?.slots ?? 0 }, empty);
        return { parameter: held(parameters[index]!), slots: own };
      }),
    );
    for (const { parameter, slots } of this.#moving) for (const tensor of [parameter, ...slots]) tf.keep(tensor);
  }

  /**
   * One step: along the gradient of the mean loss over some points.
   *
   * @param step from 1
   * @param visit awaited before each block of the points
   * @returns that mean before the step, to be disposed of
   */
  async step(
    examples: HeldExamples,
    points: Int32Array,
    loss: LossSpec,
    step: number,
    visit: () => Promise<void> = async () => {},
  ): Promise<Tensor> {
    const tf = this.#tf;
    const optimizer = this.#optimizer;
    if (!optimizer) throw new TypeError('nothing moves the parameters of this model: it was made without an optimizer');
    const { mean, gradients } = await this.#gradients(examples, points, loss, optimizer.rate, visit);
    try {
      for (const [index, gradient] of gradients.entries()) {
        const before = this.#moving[index]!;
        this.#moving[index] = tf.tidy(() => optimizer.move(tf, before, gradient, step));
        tf.dispose([gradient, before.parameter, ...before.slots]);
      }
    } catch (error) {
      tf.dispose([mean, ...gradients]);
      throw error;
    }
    return mean;
  }

  /**
   * The mean loss over some points, and its derivative by each parameter times a rate, both to be disposed of.
   *
   * @param rate taken in where the way back begins, so that it costs nothing
   */
  async #gradients(
    examples: HeldExamples,
    points: Int32Array,
    loss: LossSpec,
    rate: number,
    visit: () => Promise<void>,
  ): Promise<{ mean: Tensor; gradients: Tensor[] }> {
    const tf = this.#tf;
    const own = lossOf(loss);
    let sums: Tensor[] = [];
    try {
      for (const block of examples.blocks(this.#network.numbers, points)) {
        await visit();
        const before = sums;
        sums = tf.tidy(() => {
          const pass = this.#pass(examples, block);
          const { targets, mask } = examples.targets(block);
          const { values, gradient } = own(tf, pass.outputs, targets);
          const weight = tf.div(mask, points.length);
          const found = [tf.sum(tf.mul(values, weight)), ...pass.back(tf.mul(gradient, tf.mul(weight, rate)))];
          return found.map((part, index) => (before[index] ? tf.add(part, before[index]) : part));
        });
        tf.dispose(before);
      }
    } catch (error) {
      tf.dispose(sums);
      throw error;
    }
    const [mean, ...gradients] = sums;
    return { mean: mean!, gradients };
  }

  /** The mean loss over some points and its derivative by each parameter, as numbers. */
  async gradient(examples: HeldExamples, points: Int32Array, loss: LossSpec): Promise<{ mean: number; gradients: Float32Array[] }> {
    const { mean, gradients } = await this.#gradients(examples, points, loss, 1, async () => {});
    const [[value], ...rest] = await Promise.all([mean, ...gradients].map((tensor) => tensor.data() as Promise<Float32Array>));
    this.#tf.dispose([mean, ...gradients]);
    return { mean: value!, gradients: rest };
  }

  /**
   * How good it is on all points.
   *
   * @param visit awaited before each block
   */
  async score(examples: HeldExamples, loss: LossSpec, visit: () => Promise<void> = async () => {}): Promise<Score> {
    const tf = this.#tf;
    let [sum, right] = [0, 0];
    for (const block of examples.blocks(this.#network.numbers)) {
      await visit();
      const found = tf.tidy(() => {
        const { outputs } = this.#pass(examples, block);
        const { targets, mask } = examples.targets(block);
        const { values } = lossOf(loss)(tf, outputs, targets);
        const total = tf.sum(tf.mul(values, mask));
        return tf.stack(loss.kind === 'cross_entropy' ? [total, rightOnes(tf, outputs, targets, mask)] : [total]);
      });
      const [blockSum, blockRight = 0] = await found.data();
      found.dispose();
      sum += blockSum!;
      right += blockRight;
    }
    return { loss: sum / examples.count, ...(loss.kind === 'cross_entropy' && { accuracy: right / examples.count }) };
  }

  /**
   * Its outputs at all points, `[points · outputs]`.
   *
   * @param visit told before each block how many points are done
   */
  async outputs(points: HeldPoints, visit: (done: number) => Promise<void> = async () => {}): Promise<Float64Array> {
    let out: Float64Array | undefined;
    let done = 0;
    for (const block of points.blocks(this.#network.numbers)) {
      await visit(done);
      const found = this.#tf.tidy(() => this.#pass(points, block).outputs);
      const columns = found.shape[1];
      const values = await found.data();
      found.dispose();
      out ??= new Float64Array(points.count * columns);
      for (const [slot, point] of block.points.entries()) {
        if (block.mask[slot] === 0) continue;
        out.set(values.subarray(slot * columns, (slot + 1) * columns), point * columns);
        done++;
      }
    }
    return out!;
  }

  /** What can be kept: values of parameters and slots. */
  async values(): Promise<{ parameters: Float32Array[]; slots: Float32Array[][] }> {
    const read = async (tensor: Tensor) => (await tensor.data()) as Float32Array;
    return {
      parameters: await Promise.all(this.#moving.map(({ parameter }) => read(parameter))),
      slots: await Promise.all(this.#moving.map(({ slots }) => Promise.all(slots.map(read)))),
    };
  }

  dispose(): void {
    for (const { parameter, slots } of this.#moving) this.#tf.dispose([parameter, ...slots]);
  }

  #pass(points: HeldPoints, block: Block): NetworkPass {
    const parameters = this.#moving.map(({ parameter }) => parameter as Tensor2D);
    return this.#forth(parameters, points.inputs(block));
  }
}
