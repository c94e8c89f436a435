import { HypertangentError, isHypertangentError } from '../../errors.ts';
import { type ArrayValue, collectArrays } from '../../store/array-value.ts';
import { MODEL_JSON, type ModelPlan } from '../../store/model-import.ts';
import type { ImportedRegression, StoredRegression } from '../../store/regression-store.ts';
import { contract } from '../contract/document.ts';
import { isDeeperThan, MAX_JSON_DEPTH } from '../contract/json-depth.ts';
import type { Schema } from '../contract/types.ts';
import { ContractValidator } from '../contract/validator.ts';
import { architecture, architectureBody } from './architecture.ts';
import { expectedArrays } from './model-arrays.ts';
import { regressionBody, regressionSummary } from './regression.ts';

const validator: ContractValidator = new ContractValidator(contract);

/** What an export says about a model: its JSON. */
export function modelBody({ summary: { owner: _, ...summary }, regression }: StoredRegression): Schema<'Model'> {
  const { points } = regression;
  return {
    format: 1,
    regression: regressionBody(summary),
    architecture: architectureBody(regression.architecture),
    ...('z' in points && { pairing: points.pairing }),
    ...(regression.solver === 'full_grid' && { pivots: regression.pivots.map(([a, b]) => [a, b]) }),
    ...(regression.solver === 'subsets' && {
      parts: regression.parts.map(({ ridge, jitter, trainMse }) => ({ ridge, jitter, train_mse: trainMse })),
    }),
    arrays: Object.fromEntries(modelArrays(regression).map(({ name, array }) => [name, [...array.shape]])),
  };
}

/** The arrays of a model by the names they have in an export. */
export function modelArrays(regression: StoredRegression['regression']): { name: string; array: ArrayValue }[] {
  const { points } = regression;
  return collectArrays({ points, ...ownArrays(regression) }, [], '.');
}

function ownArrays(regression: StoredRegression['regression']): object {
  switch (regression.solver) {
    case 'cholesky': {
      const { weights, factor, flow, diagnostics } = regression;
      const kept = { leave_one_out_residuals: diagnostics?.leaveOneOut?.residuals, spectrum: diagnostics?.spectrum };
      return { weights, factor, diagnostics: kept, flow };
    }
    case 'full_grid':
      return { weights: regression.weights, coordinate_factors: regression.coordinateFactors };
    case 'conjugate_gradients':
      return { weights: regression.weights };
    case 'nystrom':
      return { landmarks: regression.landmarks, weights: regression.weights };
    case 'subsets':
      return { parts: regression.parts };
  }
}

/**
 * What the JSON of an export says must come with it, and the regression that becomes of both.
 *
 * @throws HypertangentError `malformed_model`, `invalid_value`, `not_finite`, `shape_mismatch` or `empty_array`
 */
export function readModel(json: string): ModelPlan<ImportedRegression> {
  const body = parse(json);
  return { arrays: expectedArrays(body), build: (array) => buildModel(body, array) };
}

function parse(json: string): Schema<'Model'> {
  const body = parseJson(json);
  try {
    const check: ContractValidator = validator;
    check.checkSchema('Model', body, MODEL_JSON);
    return body;
  } catch (error) {
    if (!isHypertangentError(error, 'contract_violation')) throw error;
    const [first] = error.details.errors;
    const { path, message } = first ?? { path: MODEL_JSON, message: error.message };
    throw malformed(path, 'as the schema Model of the contract has it', message);
  }
}

function parseJson(json: string): unknown {
  if (isDeeperThan(MAX_JSON_DEPTH, json)) throw malformed(MODEL_JSON, `at most ${MAX_JSON_DEPTH} levels deep`, 'deeper JSON');
  try {
    return JSON.parse(json);
  } catch (error) {
    throw malformed(MODEL_JSON, 'JSON', `other text (${(error as Error).message.slice(0, 200)})`);
  }
}

function malformed(path: string, expected: string, received: string): HypertangentError {
  const message = `Not an exported model: ${path} must be ${expected}, got ${received}`;
  return new HypertangentError('malformed_model', message, { path, expected, received });
}

/** The regression as the store keeps it: its arrays are files. */
function buildModel(body: Schema<'Model'>, array: (name: string) => ArrayValue): ImportedRegression {
  const summary = regressionSummary(body.regression);
  const { solver, kernel, ridge, jitter, trainMse, certificate } = summary;
  const points = (name: string, pairing: Schema<'Model'>['pairing']) => ({
    x: array(`${name}.x`),
    ...(pairing && { z: array(`${name}.z`), pairing }),
  });
  const base = { solver, architecture: architecture(body.architecture), kernel, points: points('points', body.pairing) };
  const numbers = { ridge, jitter, trainMse };
  const own = () => {
    switch (solver) {
      case 'cholesky':
        return { weights: array('weights'), factor: array('factor'), ...extras(body, array) };
      case 'full_grid':
        return { weights: array('weights'), certificate, pivots: body.pivots, coordinateFactors: array('coordinate_factors') };
      case 'conjugate_gradients':
        return { weights: array('weights'), certificate };
      case 'nystrom':
        return { landmarks: points('landmarks', body.pairing && 'rows'), weights: array('weights'), certificate };
      case 'subsets':
        return { parts: body.parts!.map((part, index) => ({ ...partOf(part), ...partArrays(index, array) })) };
    }
  };
  return { summary, regression: { ...base, ...numbers, ...own() } as unknown as ImportedRegression['regression'] };
}

function extras({ regression, arrays }: Schema<'Model'>, array: (name: string) => ArrayValue): object {
  const flow = { eigenvalues: 'flow.eigenvalues', eigenvectors: 'flow.eigenvectors', projected: 'flow.projected' };
  const { diagnostics } = regressionSummary(regression);
  const { leaveOneOutMse, ...numbers } = diagnostics ?? {};
  return {
    ...(diagnostics && {
      diagnostics: {
        ...numbers,
        ...(leaveOneOutMse !== undefined && {
          leaveOneOut: { mse: leaveOneOutMse, residuals: array('diagnostics.leave_one_out_residuals') },
        }),
        ...('diagnostics.spectrum' in arrays && { spectrum: array('diagnostics.spectrum') }),
      },
    }),
    ...(regression.gradient_flow && {
      flow: Object.fromEntries(Object.entries(flow).map(([key, name]) => [key, array(name)])),
    }),
  };
}

function partOf({ ridge, jitter, train_mse: trainMse }: Schema<'ModelPart'>) {
  return { ridge, jitter, trainMse };
}

function partArrays(index: number, array: (name: string) => ArrayValue) {
  return { indices: array(`parts.${index}.indices`), weights: array(`parts.${index}.weights`) };
}
