import type { Control } from '../../control.ts';

/** k systems with one matrix, their vectors one after the other. */
export interface LinearSystems {
  /** b */
  rhs: Float64Array;
  /** k */
  systems: number;
  /** out = A·v for symmetric positive definite A; may not keep either. */
  multiply(v: Float64Array, out: Float64Array): Promise<void>;
  /** out ≈ A⁻¹·v, symmetric positive definite, too. */
  precondition(v: Float64Array, out: Float64Array): Promise<void>;
}

export interface GradientsOptions {
  /** ‖b − Ax‖/‖b‖ to reach in every system. */
  tolerance: number;
  mostIterations: number;
  /** x to begin with; 0 unless given. Not changed. */
  start?: Float64Array | undefined;
  /** Called after each iteration with the solution so far, which stays the method's own. */
  visit?: (x: Float64Array) => Promise<void>;
}

export interface GradientsResult {
  x: Float64Array;
  iterations: number;
  /** ‖b − Ax‖/‖b‖ of each system, from a last product with A. */
  residuals: Float64Array;
  converged: boolean;
}

/** Times that the method begins anew from what it has, when rounding let the recurrence run ahead of the true residual. */
const MOST_RESTARTS = 3;

/**
 * Preconditioned conjugate gradients (Hestenes and Stiefel 1952), each system with its own step lengths.
 *
 * One product with A and with the preconditioner for each iteration; memory of five vectors.
 */
export async function conjugateGradients(
  problem: LinearSystems,
  options: GradientsOptions,
  control: Control,
): Promise<GradientsResult> {
  const { rhs } = problem;
  const x = options.start?.slice() ?? new Float64Array(rhs.length);
  const r = rhs.slice();
  const work = { z: new Float64Array(rhs.length), p: new Float64Array(rhs.length), ap: new Float64Array(rhs.length) };
  const norms = dots(problem.systems, rhs, rhs).map(Math.sqrt);
  let iterations = 0;
  let residuals: Float64Array;
  for (let restart = 0; ; restart++) {
    if (restart > 0 || options.start !== undefined) {
      await problem.multiply(x, work.ap);
      for (let k = 0; k < r.length; k++) r[k] = rhs[k]! - work.ap[k]!;
    }
    residuals = relative(dots(problem.systems, r, r), norms);
    const converged = residuals.every((value) => value <= options.tolerance);
    // Without a product, the first residual is exact only where x is 0.
    if ((converged && (restart > 0 || iterations === 0)) || restart > MOST_RESTARTS || iterations >= options.mostIterations)
      return { x, iterations, residuals, converged };
    iterations = await descend(problem, options, { x, r, ...work }, norms, iterations, control);
  }
}

interface Vectors {
  x: Float64Array;
  r: Float64Array;
  z: Float64Array;
  p: Float64Array;
  ap: Float64Array;
}

/** Iterates until the recurrence says that the tolerance is met; the number of iterations so far. */
async function descend(
  problem: LinearSystems,
  { tolerance, mostIterations, visit }: GradientsOptions,
  { x, r, z, p, ap }: Vectors,
  norms: Float64Array,
  before: number,
  control: Control,
): Promise<number> {
  await problem.precondition(r, z);
  p.set(z);
  let rz = dots(problem.systems, r, z);
  let first = 0;
  for (let iteration = before; iteration < mostIterations; iteration++) {
    await problem.multiply(p, ap);
    const step = quotients(rz, dots(problem.systems, p, ap));
    addScaled(x, step, p);
    addScaled(
      r,
      step.map((value) => -value),
      ap,
    );
    const worst = relative(dots(problem.systems, r, r), norms).reduce((a, b) => Math.max(a, b), 0);
    first ||= worst;
    await visit?.(x);
    await control.checkpoint(progress(first, worst, tolerance));
    if (!(worst > tolerance)) return iteration + 1;
    await problem.precondition(r, z);
    const next = dots(problem.systems, r, z);
    const beta = quotients(next, rz);
    rz = next;
    scaleAndAdd(p, beta, z);
  }
  return mostIterations;
}

/** The share of the way from the first residual to the tolerance, on a logarithmic scale. */
function progress(first: number, now: number, tolerance: number): number {
  if (now <= tolerance) return 1;
  return Math.min(1, Math.max(0, Math.log(first / now) / Math.log(first / tolerance) || 0));
}

/** aᵀb of each system. */
function dots(systems: number, a: Float64Array, b: Float64Array): Float64Array {
  const length = a.length / systems;
  return Float64Array.from({ length: systems }, (_, s) => {
    let sum = 0;
    for (let k = s * length; k < (s + 1) * length; k++) sum += a[k]! * b[k]!;
    return sum;
  });
}

/** target += scale·source */
function addScaled(target: Float64Array, scale: Float64Array, source: Float64Array): void {
  const length = target.length / scale.length;
  for (const [s, factor] of scale.entries()) for (let k = s * length; k < (s + 1) * length; k++) target[k]! += factor * source[k]!;
}

/** target = scale·target + source */
function scaleAndAdd(target: Float64Array, scale: Float64Array, source: Float64Array): void {
  const length = target.length / scale.length;
  for (const [s, factor] of scale.entries())
    for (let k = s * length; k < (s + 1) * length; k++) target[k] = factor * target[k]! + source[k]!;
}

/** a/b; 0 where both are: a system that is solved already stands still. */
function quotients(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, s) => (value === 0 ? 0 : value / b[s]!));
}

function relative(squares: Float64Array, norms: Float64Array): Float64Array {
  return squares.map((value, s) => (value === 0 ? 0 : Math.sqrt(value) / norms[s]!));
}
