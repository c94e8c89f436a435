import { HypertangentError } from '../../errors.ts';
import { abs } from './abs.ts';
import type { Activation, ActivationSpec } from './activation.ts';
import { cos } from './cos.ts';
import { custom } from './custom.ts';
import { erf } from './erf.ts';
import { gelu } from './gelu.ts';
import { identity } from './identity.ts';
import { leakyRelu } from './leaky-relu.ts';
import { rbf } from './rbf.ts';
import { relu } from './relu.ts';
import { sin } from './sin.ts';
import { tanh } from './tanh.ts';

export type { Activation, ActivationSpec, Moments } from './activation.ts';

type Parameter = 'negativeSlope' | 'gamma' | 'expression' | 'breakpoints';

interface Entry {
  parameters: readonly Parameter[];
  create(spec: ActivationSpec, path: string): Activation;
}

const plain = (create: (gain?: number) => Activation): Entry => ({ parameters: [], create: (spec) => create(spec.gain) });

const REGISTRY: ReadonlyMap<string, Entry> = new Map([
  ['relu', plain(relu)],
  ['leaky_relu', { parameters: ['negativeSlope'], create: (spec) => leakyRelu(spec.negativeSlope, spec.gain) }],
  ['abs', plain(abs)],
  ['erf', plain(erf)],
  ['gelu', plain(gelu)],
  ['sin', plain(sin)],
  ['cos', plain(cos)],
  ['rbf', { parameters: ['gamma'], create: (spec) => rbf(spec.gamma, spec.gain) }],
  ['tanh', plain(tanh)],
  ['identity', plain(identity)],
  ['custom', { parameters: ['expression', 'breakpoints'], create: createCustom }],
] satisfies [string, Entry][]);

/** Every `name` that `createActivation` knows. */
export const ACTIVATION_NAMES: readonly string[] = [...REGISTRY.keys()];

const JSON_NAMES: Record<Parameter, string> = {
  negativeSlope: 'negative_slope',
  gamma: 'gamma',
  expression: 'expression',
  breakpoints: 'breakpoints',
};

/**
 * The activation that a request describes.
 *
 * `path` is the JSON Pointer of the spec in the request, for errors. Throws `invalid_value` for an
 * unknown name, a parameter that the activation does not have, and values outside their range.
 */
export function createActivation(spec: ActivationSpec, path = '/activation'): Activation {
  const entry = REGISTRY.get(spec.name);
  if (entry === undefined) return reject(`${path}/name`, `one of ${ACTIVATION_NAMES.join(', ')}`, spec.name);
  for (const parameter of Object.keys(JSON_NAMES) as Parameter[]) {
    if (spec[parameter] !== undefined && !entry.parameters.includes(parameter)) {
      reject(`${path}/${JSON_NAMES[parameter]}`, `no such parameter for ${spec.name}`, spec[parameter]);
    }
  }
  requirePositive(spec.gain, `${path}/gain`);
  requirePositive(spec.gamma, `${path}/gamma`);
  if (spec.negativeSlope !== undefined && !Number.isFinite(spec.negativeSlope)) {
    reject(`${path}/negative_slope`, 'a finite number', spec.negativeSlope);
  }
  return entry.create(spec, path);
}

function createCustom(spec: ActivationSpec, path: string): Activation {
  const { expression, breakpoints = [] } = spec;
  if (expression === undefined) return reject(`${path}/expression`, 'a formula in x, such as "x*sigmoid(x)"', undefined);
  if (breakpoints.length > 32 || !breakpoints.every(Number.isFinite)) {
    return reject(`${path}/breakpoints`, 'at most 32 finite numbers', breakpoints);
  }
  return custom(expression, breakpoints, spec.gain, path);
}

function requirePositive(value: number | undefined, path: string): void {
  if (value === undefined || (Number.isFinite(value) && value > 0)) return;
  reject(path, 'a positive finite number', value);
}

function reject(path: string, expected: string, received: unknown): never {
  throw new HypertangentError('invalid_value', `${path} is ${JSON.stringify(received)}, but must be ${expected}.`, {
    path,
    expected,
    received,
  });
}
